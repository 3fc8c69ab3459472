/// Something that runs as long as the process does.
package protocol Daemon: Sendable {
    /// What reports call it.
    var name: String { get }

    /// Works until `stop` is requested, then finishes what is in hand and returns.
    ///
    /// Cancellation is the harder word: drop what is in hand and return.
    func run(until stop: Stop) async throws
}

extension Daemon {
    package var name: String { String(describing: Self.self) }
}
