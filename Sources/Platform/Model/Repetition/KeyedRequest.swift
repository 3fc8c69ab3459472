/// A request that carries a key, by which sending it twice is noticed: whose it is, and for which operation. Keys of
/// different callers never meet.
package struct KeyedRequest: Sendable, Hashable {
    package let caller: String
    package let operation: String
    package let key: String

    package init(caller: String, operation: String, key: String) {
        self.caller = caller
        self.operation = operation
        self.key = key
    }
}

extension KeyedRequest {
    /// What to do with it.
    package enum Admission: Sendable, Equatable {
        /// It was not met before: work, then `complete` or `abandon`.
        case begin
        /// It is done: give the same answer.
        case replay(KeptAnswer)
        /// The same request is being worked on.
        case inFlight
        /// The key was used for another request.
        case mismatch
        /// There is no room for more requests in flight.
        case full
    }
}
