import Basics
import Database
import Sockets

/// One attempt to connect, on a loop.
///
/// `@unchecked`: it is touched on its loop's thread alone.
final class Opening: EventLoop.Source, @unchecked Sendable {
    private let loop: EventLoop
    private var libpq: LibPQ?
    private var place: (descriptor: Int32, id: SlotID)?
    private var waiting: Waiting<Void>?
    private var failure: DatabaseError?
    private var isOver = false

    init(_ options: [(name: String, value: String)], on loop: EventLoop) {
        self.loop = loop
        libpq = LibPQ(connectingWith: options)
    }

    /// The connection, once the server has taken it.
    func run(within limit: Duration, isolation: isolated (any Actor)? = #isolation) async throws(DatabaseError) -> LibPQ
    {
        loop.preconditionCurrent()
        let timer = loop.after(limit) { [self] in
            end(
                DatabaseError(
                    .unavailable, "The database has not answered within \(limit.spelled): is its address right?"))
        }
        start()
        await withTaskCancellationHandler {
            // The handler may have moved the task off the loop.
            await Waiting.park { waiting in
                if loop.isCurrent { keep(waiting) } else { loop.call { self.keep(waiting) } }
            }
        } onCancel: {
            loop.call { self.end(.cancelled) }
        }
        loop.cancel(timer)
        if let failure { throw failure }
        guard let libpq = libpq.take() else { throw .cancelled }
        return libpq
    }

    private func keep(_ waiting: Waiting<Void>) {
        if isOver { waiting.resume(()) } else { self.waiting = waiting }
    }

    private func start() {
        guard libpq != nil else {
            return end(DatabaseError(.unavailable, "There is no memory for a connection to the database."))
        }
        // It may have failed at once, at what the options say or at a Unix socket.
        watch(room: true)
    }

    func ready(_ mask: UInt32) { step() }

    private func step() {
        if isOver { return }
        // libpq may close the socket and open another one.
        leaveLoop()
        switch libpq?.poll() ?? .failed {
        case .needsInput: watch(room: false)
        case .needsRoom: watch(room: true)
        case .connected: end(nil)
        case .failed: end(ConnectFailure.error(libpq?.problem ?? ""))
        }
    }

    private func watch(room: Bool) {
        guard let descriptor = libpq?.socket else { return end(ConnectFailure.error(libpq?.problem ?? "")) }
        do {
            let id = try loop.add(descriptor, self)
            place = (descriptor, id)
            if room { loop.want(write: true, descriptor, id) }
        } catch {
            end(DatabaseError(.unavailable, "The loop takes no more connections: \(error)."))
        }
    }

    private func leaveLoop() {
        if let (descriptor, id) = place.take() { loop.remove(descriptor, id) }
    }

    private func end(_ failure: DatabaseError?) {
        if isOver { return }
        isOver = true
        self.failure = failure
        leaveLoop()
        if failure != nil { libpq = nil }
        waiting.take()?.resume(())
    }
}
