/// The product's one error: what went wrong, for whom it is, and what to do about it.
///
/// `message` and `field` go to the caller; `cause` goes to the log alone.
package struct Failure: Error, Sendable {
    /// One wrong field among several.
    package struct Detail: Sendable, Hashable {
        package let field: String
        package let message: String

        package init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    package var code: Code
    /// A sentence that says what is wrong and, where it can, what would be right.
    package var message: String
    /// The path of the field that is wrong, such as `metrics[3].key`.
    package var field: String?
    /// Every wrong field, when more than one is known.
    package var details: [Detail]
    /// When it makes sense to try again.
    package var retryAfter: Duration?
    package var cause: (any Error)?

    package init(
        _ code: Code, _ message: String, field: String? = nil, details: [Detail] = [], retryAfter: Duration? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.field = field
        self.details = details
        self.retryAfter = retryAfter
        self.cause = cause
    }

    /// The failure that stands for any error: itself, what it says of itself, or an internal one that keeps the error
    /// for the log.
    package init(_ error: any Error) {
        self =
            error as? Failure ?? (error as? any FailureConvertible)?.failure
            ?? Failure(.internalError, "Something went wrong inside the server.", cause: error)
    }
}

extension Failure: Equatable {
    /// Equal when a caller could not tell them apart: the cause is for the log.
    package static func == (one: Failure, other: Failure) -> Bool {
        one.code == other.code && one.message == other.message && one.field == other.field
            && one.details == other.details && one.retryAfter == other.retryAfter
    }
}

extension Failure: CustomStringConvertible {
    package var description: String {
        field.map { "\($0): \(message)" } ?? message
    }
}
