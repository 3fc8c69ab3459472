import Settings

/// The settings of a program that runs until it is stopped.
package protocol ServiceSettings: Sendable {
    /// The name of the program that has these settings.
    static var program: String { get }
    /// One sentence that says what it is.
    static var summary: String { get }
    /// The settings of other programs, which may stand in the same environment or file; `NAME_*` means all that begin
    /// so.
    static var elsewhere: [String] { get }

    /// Asks the reader for each setting; what is wrong the reader remembers.
    ///
    /// `environment` is for what follows standards of its own, such as `OTEL_*`.
    init(from reader: inout SettingsReader, environment: [String: String])

    /// What it can do instead of running.
    static var tasks: [ServiceTask<Self>] { get }
}

extension ServiceSettings {
    package static var tasks: [ServiceTask<Self>] { [] }
}
