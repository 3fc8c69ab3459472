import Basics
import Lifecycle
import Sockets
import Synchronization

/// A listening socket, with TLS or without.
package struct HTTPListener: Sendable {
    package let listener: Listener
    package let tls: TLSServer?

    package init(_ listener: Listener, tls: TLSServer? = nil) {
        self.listener = listener
        self.tls = tls
    }
}

/// Serves HTTP/1.1 on loops that share their listening sockets.
///
/// Asked to stop, it accepts no more, closes what is idle, finishes what is in hand and says so in each answer
/// (`Connection: close`); cancelled, it drops everything. The loops are its own from then on: it starts them and ends
/// them.
package final class HTTPServer: Daemon {
    package let name = "HTTP server"
    package let loops: [EventLoop]
    private let listeners: [HTTPListener]
    private let core: ServerCore
    private let desks: [Desk]

    package init(
        _ listeners: [HTTPListener], loops: [EventLoop], limits: HTTPLimits = HTTPLimits(),
        _ application: HTTPApplication
    ) {
        self.listeners = listeners
        self.loops = loops
        let core = ServerCore(application, limits)
        self.core = core
        desks = loops.map { Desk(core, $0) }
    }

    var isCrowded: Bool { core.isCrowded }
    package var counts: HTTPCounts { core.counts(requests: desks.reduce(0) { $0 + $1.requests }) }

    package func run(until stop: Stop) async throws {
        let ended = Ended(loops.count)
        for loop in loops { loop.start { ended.oneMore() } }
        let acceptors = listeners.map(makeAcceptor)
        for acceptor in acceptors { acceptor.start() }
        await stop.requested()
        core.drain()
        await withTaskCancellationHandler {
            if Task.isCancelled { return cancel(ended) }
            let accepting = Countdown(loops.count)
            for (loop, desk) in zip(loops, desks) {
                loop.drain()
                loop.call { [self] in
                    desk.drain()
                    // Every loop has taken in who had knocked.
                    accepting.oneLess { refuse() }
                }
            }
            await ended.wait()
        } onCancel: {
            cancel(ended)
        }
    }

    private func cancel(_ ended: Ended) {
        for (loop, desk) in zip(loops, desks) {
            loop.drain()
            loop.call { desk.cancel() }
        }
        ended.all()
    }

    private func refuse() { for listener in listeners { listener.listener.refuse() } }

    private func makeAcceptor(_ listener: HTTPListener) -> Acceptor {
        Acceptor(
            listener.listener, on: loops, tls: listener.tls, limit: core.connections,
            refusal: { [core, desks] excess in
                // Whoever was busy when the last place was taken may be idle by now, on whichever loop.
                if excess == .total, core.mayMakeRoom() {
                    for desk in desks { desk.loop.call { desk.evict() } }
                }
                return core.turnAway()
            },
            accepted: { [desks] stream in
                let loop = stream.loop
                guard let desk = desks.first(where: { $0.loop === loop }) else { return }
                desk.open(stream)
            })
    }
}

/// Does something when the last of several has come to it.
private final class Countdown: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) { left = Atomic(count) }

    func oneLess(_ last: () -> Void) {
        if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { last() }
    }
}

/// Waits for several to end, or for all to be given up.
private final class Ended: Sendable {
    private let state: Mutex<(left: Int, waiting: CheckedContinuation<Void, Never>?)>

    init(_ count: Int) { state = Mutex((count, nil)) }

    func oneMore() {
        resume { $0 -= 1 }
    }

    func all() {
        resume { $0 = 0 }
    }

    private func resume(_ change: (inout Int) -> Void) {
        let waiting = state.withLock { state in
            change(&state.left)
            return state.left <= 0 ? state.waiting.take() : nil
        }
        waiting?.resume()
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.left > 0 { state.waiting = continuation }
                return state.left <= 0
            }
            if isOver { continuation.resume() }
        }
    }
}
