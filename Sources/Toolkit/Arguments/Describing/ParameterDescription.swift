/// What can be known of a parameter without a command to set it in: what help, completion and the parser read.
package struct ParameterDescription: Sendable, Equatable {
    /// How it is said.
    package enum Kind: Sendable, Equatable {
        /// `--open`
        case flag
        /// `--port 8000`, `--port=8000`, `-p 8000`, `-p8000`
        case option
        /// `--json` or `--json=id,name`; never with the next word
        case optionalValue
        /// a word by itself
        case argument
    }

    /// What may stand for the value, for completion.
    package enum Values: Sendable, Equatable {
        case anything, files, folders
        case choices([String])
    }

    package let kind: Kind
    /// Without its two hyphens; for an argument, its name in the help.
    package let name: String
    package let short: Character?
    /// What stands for the value in the help, such as `N`.
    package let placeholder: String
    package let meaning: String
    /// The end of "expected …".
    package var expected = ""
    /// The value that holds when nothing is said; empty when there is none worth showing.
    package var defaultValue = ""
    package var isRequired = false
    package var repeats = false
    package var values = Values.anything

    /// As it is said: `--port`, or `PATH` for an argument.
    package var spelling: String { kind == .argument ? placeholder : "--\(name)" }
}
