import Model

/// Runs `work` until it is done or the time is over; then it is cancelled and `timedOut` is thrown.
///
/// Work that does not heed cancellation is waited for: nothing of a request goes on behind its answer.
nonisolated(nonsending) func withDeadline<Answer: Sendable>(
    _ timeout: Duration, _ work: nonisolated(nonsending) @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: timeout)
            return nil
        }
        defer { group.cancelAll() }
        guard case .some(.some(let answer)) = try await group.next() else {
            throw Failure(.timedOut, "It was not done in the time that you gave it.")
        }
        return answer
    }
}
