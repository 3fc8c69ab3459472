/// Something to be cleared away from time to time.
package struct Chore: Sendable {
    /// What the log and the metrics call it, such as `answers`.
    package let name: String
    package let every: Duration
    /// Does it, and answers how much was cleared away. Ends early, without harm, when it is cancelled.
    package let work: @Sendable () async throws -> Int

    package init(_ name: String, every: Duration, _ work: @escaping @Sendable () async throws -> Int) {
        self.name = name
        self.every = every
        self.work = work
    }
}
