import Sockets
import Synchronization

/// Sends requests over connections that it keeps: pooled, timed, bounded, strict about what it reads.
///
/// Called on an event loop it stays there, with connections of that loop's own. Called elsewhere it works on a loop of
/// its own, which starts with the first such call. What is no longer referred to shuts itself down.
package final class HTTPClient: Sendable {
    private let settings: ClientSettings
    private let state = Mutex(State())

    private struct State {
        var pools: [ObjectIdentifier: ClientPool] = [:]
        var own: EventLoop?
        var isShutDown = false
    }

    package init(_ options: Options = Options()) { settings = ClientSettings(options) }

    deinit { shutDown() }

    package var options: Options { settings.options }

    /// The answer to `request`, as soon as its head is there.
    package func send(_ request: Request) async throws(HTTPClientError) -> Response {
        if let loop = EventLoop.current { return try await pool(on: loop).send(request) }
        let pool = try pool(on: try ownLoop())
        return try await withTaskExecutorPreference(pool.loop) { () async throws(HTTPClientError) -> Response in
            try await pool.send(request)
        }
    }

    private func pool(on loop: EventLoop) throws(HTTPClientError) -> ClientPool {
        let pool = state.withLock { state -> ClientPool? in
            if state.isShutDown { return nil }
            if let pool = state.pools[ObjectIdentifier(loop)] { return pool }
            let pool = ClientPool(loop: loop, settings: settings)
            state.pools[ObjectIdentifier(loop)] = pool
            return pool
        }
        guard let pool else { throw HTTPClientError(.shutDown) }
        return pool
    }

    private func ownLoop() throws(HTTPClientError) -> EventLoop {
        do {
            return try state.withLock { state throws(SystemError) in
                if let loop = state.own { return loop }
                let loop = try EventLoop()
                loop.start()
                state.own = loop
                return loop
            }
        } catch {
            throw HTTPClientError(.system(error.code))
        }
    }

    /// Closes every idle connection and refuses further requests; those under way may end.
    package func shutDown() {
        let (pools, own) = state.withLock { state in
            state.isShutDown = true
            defer { state.pools = [:]; state.own = nil }
            return (state.pools, state.own)
        }
        for pool in pools.values {
            // The caller need not be on the loop, and cannot wait for it: hence a task, on that loop.
            Task(executorPreference: pool.loop) {
                await pool.shutDown()
                if pool.loop === own { own?.drain() }
            }
        }
    }
}

extension HTTPClient {
    /// How many connections there are on all loops, how many of them are idle, and how many requests wait for one.
    package var census: (connections: Int, idle: Int, waiting: Int) {
        get async {
            var sum = (connections: 0, idle: 0, waiting: 0)
            for pool in allPools {
                let part = await pool.census
                sum = (sum.connections + part.connections, sum.idle + part.idle, sum.waiting + part.waiting)
            }
            return sum
        }
    }

    private var allPools: [ClientPool] { state.withLock { Array($0.pools.values) } }
}
