import Model

extension Failure.Code {
    /// The HTTP status of a failure. This is the one place where codes become statuses.
    package var status: Int {
        switch self {
        case .invalid: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound, .unknownOperation: 404
        case .methodNotAllowed: 405
        case .conflict: 409
        case .preconditionFailed: 412
        case .tooLarge: 413
        case .unsupported: 415
        case .misdirected: 421
        case .unprocessable: 422
        case .preconditionRequired: 428
        case .tooMany: 429
        case .internalError: 500
        case .notImplemented: 501
        case .unavailable: 503
        case .timedOut: 504
        }
    }

    /// What kind of failure it is, in words: the title of a problem.
    package var title: String {
        switch self {
        case .invalid: "Invalid request"
        case .unauthenticated: "Not signed in"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .unknownOperation: "Unknown operation"
        case .methodNotAllowed: "Method not allowed"
        case .conflict: "Conflict"
        case .preconditionFailed: "Changed meanwhile"
        case .tooLarge: "Too large"
        case .unsupported: "Not supported"
        case .misdirected: "Wrong server"
        case .unprocessable: "Contradiction"
        case .preconditionRequired: "Precondition required"
        case .tooMany: "Too many requests"
        case .internalError: "Internal error"
        case .notImplemented: "Not implemented"
        case .unavailable: "Unavailable"
        case .timedOut: "Timed out"
        }
    }
}
