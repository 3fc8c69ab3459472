import HTTP
import Model

/// What a command tells the script that called it.
enum ExitCode: Int32 {
    case done = 0
    case failed = 1
    /// The call makes no sense, or a setting is wrong.
    case usage = 2
    case notFound = 3
    /// Nobody is signed in, or may not do this.
    case refused = 4
    case conflict = 5
    /// The server cannot be reached.
    case unreachable = 6
    /// What was watched ended badly.
    case watchedFailed = 8
    case interrupted = 130
}

extension ExitCode {
    init(_ code: Failure.Code) {
        switch code {
        case .notFound, .unknownOperation: self = .notFound
        case .unauthenticated, .forbidden: self = .refused
        case .conflict, .preconditionFailed, .preconditionRequired: self = .conflict
        case .unavailable, .timedOut: self = .unreachable
        default: self = .failed
        }
    }

    /// The code for an answer that carried no failure of ours.
    init(_ status: Status) {
        switch status.code {
        case 401, 403: self = .refused
        case 404, 410: self = .notFound
        case 409, 412, 428: self = .conflict
        case 502, 503, 504: self = .unreachable
        default: self = .failed
        }
    }
}
