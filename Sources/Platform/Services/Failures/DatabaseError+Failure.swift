import Database
import Model

/// What callers are told when the database did not do what it was asked. What services expect, such as a key that is
/// taken, they catch themselves and say in words of their own.
extension DatabaseError: FailureConvertible {
    package var failure: Failure {
        switch code {
        case .unavailable:
            Failure(.unavailable, "The database cannot be reached now.", retryAfter: .seconds(1), cause: self)
        case .busy:
            Failure(.unavailable, "The database has too much to do.", retryAfter: .seconds(1), cause: self)
        case .conflict:
            Failure(
                .conflict, "Others changed the same at the same time: try again.", retryAfter: .seconds(1), cause: self)
        case .unknownOutcome:
            Failure(
                .unavailable,
                "The connection to the database was lost: look whether it was done before you try again.", cause: self)
        case .full:
            Failure(.unavailable, "The database has no room left; the operator has to make some.", cause: self)
        case .timedOut: Failure(.timedOut, "The database took too long.", cause: self)
        case .cancelled: Failure(.timedOut, "The request was given up.", cause: self)
        case .duplicate: Failure(.conflict, "There is one already.", cause: self)
        case .missingReference: Failure(.conflict, "Something that this refers to is not there.", cause: self)
        case .ruleBroken, .invalid, .refused, .corrupt, .other:
            Failure(.internalError, "Something went wrong inside the server.", cause: self)
        }
    }
}
