import Model

/// Remembers what keyed requests were answered.
package protocol AnswerStore: Sendable {
    /// What to do with a request; `fingerprint` is equal for equal requests.
    nonisolated(nonsending) func admit(
        _ request: KeyedRequest, fingerprint: [UInt8]
    ) async throws -> KeyedRequest.Admission

    /// Keeps the answer to a request that was begun.
    nonisolated(nonsending) func complete(_ request: KeyedRequest, _ answer: KeptAnswer) async throws

    /// Forgets a request that came to no definite end, so that it may be tried again.
    nonisolated(nonsending) func abandon(_ request: KeyedRequest) async throws
}
