import HTTP

/// What it takes to answer a call of an operation.
struct Work: Sendable {
    /// Answers at once; `nil` when it cannot without waiting. Absent where there is always something to wait for.
    var prompt: (@Sendable (Call) throws -> Response?)?
    /// Answers, however long it takes.
    let patient: nonisolated(nonsending) @Sendable (Call) async throws -> Response
}
