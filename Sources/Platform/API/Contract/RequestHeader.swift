/// The names of header fields that are part of the contract.
package enum RequestHeader {
    package static let idempotencyKey = "Idempotency-Key"
    /// How many seconds the caller waits. Relative, so that clocks need not agree.
    package static let timeout = "X-Request-Timeout"
    package static let requestID = "X-Request-Id"
}
