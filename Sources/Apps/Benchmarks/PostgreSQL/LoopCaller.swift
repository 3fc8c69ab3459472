import Sockets

/// A caller as a connection of the server is one: an actor on its loop.
actor LoopCaller {
    private let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(on loop: EventLoop) { self.loop = loop }

    func run(_ work: @Sendable () async throws -> Waits) async throws -> Waits { try await work() }
}
