import Basics
import Database
import Sockets

/// Hears notifications on one connection for all channels, and gives them to all who listen.
actor NotificationPost {
    typealias Outlet = AsyncStream<SQLNotifications.Element>.Continuation

    private let desk: Desk
    private let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private var outlets: [SQLChannel: [Int: Outlet]] = [:]
    private var made = 0
    private var session: Session?
    private var isComingBack = false
    private var isStopped = false
    /// How much a listener that does not read may leave behind.
    private static let buffer = 1_024
    /// After so many quiet milliseconds the connection is asked whether it is there.
    private static let quiet = 30_000

    init(_ desk: Desk) {
        self.desk = desk
        loop = desk.loop
    }

    /// Begins to look at the time. To be called once.
    nonisolated func start() {
        loop.call { self.assumeIsolated { $0.observe() } }
    }

    private func observe() {
        desk.watch.observe { now in self.assumeIsolated { $0.look(at: now) } }
    }

    func stop() {
        isStopped = true
        for outlet in outlets.values.flatMap(\.values) { outlet.finish() }
        outlets = [:]
        session?.lost = nil
        session?.close()
        session = nil
    }

    /// Listens from the return of this call on.
    func listen(to channel: SQLChannel) async throws(DatabaseError) -> SQLNotifications {
        if Task.isCancelled { throw .cancelled }
        let session = try await ready()
        made += 1
        let id = made
        let (stream, outlet) = AsyncStream.makeStream(
            of: SQLNotifications.Element.self, bufferingPolicy: .bufferingNewest(Self.buffer))
        outlets[channel, default: [:]][id] = outlet
        if let failure = await ask(Query(listeningTo: channel), of: session) {
            outlet.finish()
            leave(channel, id)
            throw failure
        }
        outlet.onTermination = { [loop] _ in loop.call { self.assumeIsolated { $0.leave(channel, id) } } }
        return SQLNotifications(stream)
    }

    /// Who gives up waits no longer, but what he asked goes on: a request to cancel might hit what another has asked.
    private func ask(_ query: Query, of session: Session) async -> DatabaseError? {
        let call = Call()
        return await withTaskCancellationHandler {
            await Waiting<DatabaseError?>.park { send(query, to: session, for: call, $0) }
        } onCancel: {
            loop.call { call.end(.cancelled) }
        }
    }

    /// Being the actor's, it keeps the closures that call it on the loop.
    private func send(_ query: Query, to session: Session, for call: Call, _ waiting: Waiting<DatabaseError?>) {
        call.waiting = waiting
        let batch = Batch([query], patience: desk.settings.answerTime, onlyReads: true) { call.end($0.failure) }
        session.submit(batch)
    }

    private func leave(_ channel: SQLChannel, _ id: Int) {
        outlets[channel]?[id] = nil
        guard outlets[channel]?.isEmpty == true else { return }
        outlets[channel] = nil
        session?.submit(
            Batch([Query(listeningTo: channel, "UNLISTEN ")], patience: desk.settings.answerTime, onlyReads: true))
    }

    private func ready() async throws(DatabaseError) -> Session {
        if isStopped { throw .closed }
        if let session, !session.isLost { return session }
        let opened = try await desk.open()
        // Another caller may have been quicker.
        if let session, !session.isLost {
            opened.close()
            return session
        }
        opened.notified = { channel, message in self.assumeIsolated { $0.heard(channel, message) } }
        opened.lost = { _ in self.assumeIsolated { $0.comeBackSoon() } }
        session = opened
        return opened
    }

    private func heard(_ channel: String, _ message: String) {
        guard let channel = SQLChannel(channel) else { return }
        for outlet in (outlets[channel] ?? [:]).values {
            // What a slow listener has lost, it is told of.
            if case .dropped = outlet.yield(.message(message)) { outlet.yield(.maybeMissed) }
        }
    }

    private func look(at now: Int) -> Bool {
        if let session, !session.isLost, session.isIdle, now - session.heard > Self.quiet {
            session.submit(Batch([.ping], patience: desk.settings.answerTime, onlyReads: true))
        }
        return false
    }

    private func comeBackSoon() {
        guard !isComingBack, !isStopped, !outlets.isEmpty else { return }
        isComingBack = true
        // It serves all who listen, and ends with the first success.
        Task(executorPreference: loop) { await self.comeBack() }
    }

    private func comeBack() async {
        var backoff = Backoff(first: .milliseconds(20), limit: .milliseconds(500))
        while !isStopped, !outlets.isEmpty {
            if await listenAgain() { break }
            try? await loop.sleep(for: backoff.next())
        }
        isComingBack = false
        // Lost again before this was heard.
        if session?.isLost ?? true { comeBackSoon() }
    }

    private func listenAgain() async -> Bool {
        guard let session = try? await ready() else { return false }
        let channels = Array(outlets.keys)
        let batch = Batch(channels.map { Query(listeningTo: $0) }, patience: desk.settings.answerTime, onlyReads: true)
        await desk.ask(batch, of: session)
        guard batch.failure == nil else { return false }
        for channel in channels { for outlet in (outlets[channel] ?? [:]).values { outlet.yield(.maybeMissed) } }
        return true
    }
}

/// One who waits for an answer, or gives up.
///
/// `@unchecked`: it is touched on the post's loop alone.
private final class Call: @unchecked Sendable {
    var waiting: Waiting<DatabaseError?>?

    func end(_ failure: DatabaseError?) { waiting.take()?.resume(failure) }
}
