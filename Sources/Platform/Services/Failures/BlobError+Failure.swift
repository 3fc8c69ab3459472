import Blobs
import Model

/// What callers are told when the store of blobs did not do what it was asked. What services expect, such as a blob
/// that is not there, they catch themselves and say in words of their own.
extension BlobError: FailureConvertible {
    package var failure: Failure {
        switch reason {
        case .notFound: Failure(.notFound, "There is no such file.", cause: self)
        case .invalid, .outside: Failure(.invalid, "This cannot be done with files: \(message).", cause: self)
        case .mismatch: Failure(.invalid, "What came is not what was announced: \(message).", cause: self)
        case .source:
            cause.map { Failure($0) } ?? Failure(.internalError, "Something went wrong inside the server.", cause: self)
        case .full:
            Failure(.unavailable, "The store of files has no room left; the operator has to make some.", cause: self)
        case .unavailable:
            Failure(
                .unavailable, "The store of files cannot be reached now.", retryAfter: retryAfter ?? .seconds(1),
                cause: self)
        case .cancelled: Failure(.timedOut, "The request was given up.", cause: self)
        case .damaged:
            Failure(.internalError, "The file is not what was stored: the operator has to restore it.", cause: self)
        case .unauthorized: Failure(.internalError, "Something went wrong inside the server.", cause: self)
        }
    }
}
