import Arguments
import HTTP
import Model

/// Why a command could not do what it was told: what, why, and what to do.
struct CommandFailure: Error {
    let message: String
    let code: ExitCode

    init(_ message: String, code: ExitCode = .failed) {
        self.message = message
        self.code = code
    }

    /// Ends with this code; everything has been said.
    static func silent(_ code: ExitCode) -> CommandFailure { CommandFailure("", code: code) }

    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let failure as Failure: self.init(failure.message, code: ExitCode(failure.code))
        case let error as HTTPClientError: self.init("\(error)", code: .unreachable)
        case let reason as UsageError.Reason: self.init("\(reason)", code: .usage)
        default: self.init("\(error)")
        }
    }
}
