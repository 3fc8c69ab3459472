/// One setting as it stands: what an operator sees of it.
package struct Setting: Sendable, Equatable {
    package let name: String
    /// Spelled as it may be set; `***` for a secret, empty when it is not set and has no default.
    package let value: String
    package let source: Source
    /// One sentence that says what it does.
    package let meaning: String
    /// What a value must look like, such as "a number from 1 to 64".
    package let expected: String

    /// Where a value came from.
    package enum Source: Sendable, Equatable {
        case builtIn
        case environment
        case file(path: String, line: Int)
        /// A file that `NAME_FILE` names, and where that name was set.
        indirect case secretFile(path: String, namedIn: Source)
    }
}

extension Setting.Source: CustomStringConvertible {
    package var description: String {
        switch self {
        case .builtIn: "default"
        case .environment: "environment"
        case .file(let path, let line): "\(path):\(line)"
        case .secretFile(let path, _): path
        }
    }
}
