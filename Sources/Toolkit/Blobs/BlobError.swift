/// Why a store did not do what it was asked: what kind of failure, a sentence that says what to do, and its cause.
package struct BlobError: Error, Sendable {
    /// The list is closed: every store fails in these ways alone.
    package enum Reason: String, Sendable, CaseIterable {
        /// There is no such blob, or no such upload.
        case notFound
        /// What was asked for can never be done: asking again will not help.
        case invalid
        /// The range begins at the end of the blob or beyond it.
        case outside
        /// What came is not what was announced, by its size or its digest. Nothing of it was kept.
        case mismatch
        /// What is stored is no longer what was stored.
        case damaged
        /// There is no room left.
        case full
        /// The store cannot be reached or fails for now. Asking again later may help.
        case unavailable
        /// The store does not accept the credentials, or they do not allow this.
        case unauthorized
        /// Where the bytes came from failed; `cause` says how. Nothing of them was kept.
        case source
        /// The task was cancelled.
        case cancelled
    }

    package var reason: Reason
    /// A sentence that names what was wrong and, where it can, what would be right.
    package var message: String
    /// When it makes sense to ask again, where the store said so.
    package var retryAfter: Duration?
    package var cause: (any Error)?

    package init(_ reason: Reason, _ message: String, retryAfter: Duration? = nil, cause: (any Error)? = nil) {
        self.reason = reason
        self.message = message
        self.retryAfter = retryAfter
        self.cause = cause
    }

    /// The failure of a source: as it is, if it speaks of blobs itself.
    package static func source(_ error: any Error) -> BlobError {
        if let error = error as? BlobError { return error }
        if error is CancellationError { return cancelled }
        return BlobError(.source, "the bytes to be stored could not be read: \(error)", cause: error)
    }

    package static let cancelled = BlobError(.cancelled, "the task was cancelled")

    package static func notFound(_ key: BlobKey) -> BlobError {
        BlobError(.notFound, "there is no blob at \(key)")
    }
}

extension BlobError: CustomStringConvertible {
    package var description: String { message }
}
