extension Failure {
    /// What kind of failure it is. The list is closed: clients, tests and alerts are written against it.
    package enum Code: String, Sendable, Codable, CaseIterable {
        /// The request does not say something that can be done; sending it again will not help.
        case invalid
        /// Nobody has signed in, or the credentials are not good.
        case unauthenticated
        /// The caller may not do this.
        case forbidden
        /// There is no such thing, or the caller may not know of it.
        case notFound = "not_found"
        /// The API has no such operation: perhaps a newer one has.
        case unknownOperation = "unknown_operation"
        /// The thing exists but cannot be used in this way.
        case methodNotAllowed = "method_not_allowed"
        /// The request was not meant for this server.
        case misdirected
        /// The state of the thing does not allow it now.
        case conflict
        /// The thing has changed since the caller read it.
        case preconditionFailed = "precondition_failed"
        /// The change must say which state of the thing it is meant for.
        case preconditionRequired = "precondition_required"
        /// Well formed, and yet it contradicts what was said before.
        case unprocessable
        /// More bytes than this takes.
        case tooLarge = "too_large"
        /// More requests than the caller may send.
        case tooMany = "too_many"
        /// A form, an encoding or a media type that is not spoken here.
        case unsupported
        /// A feature that does not exist.
        case notImplemented = "not_implemented"
        /// The server, or something behind it, cannot be reached now.
        case unavailable
        /// It did not end in the time it was given.
        case timedOut = "timed_out"
        /// A fault of ours.
        case internalError = "internal_error"
    }
}
