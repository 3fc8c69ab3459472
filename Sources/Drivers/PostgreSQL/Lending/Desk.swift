import Database
import Machine
import Sockets

/// The connections of one loop: those that are lent to one caller at a time, and those that many share.
actor Desk {
    /// What a caller that waited is given.
    enum Offer: Sendable {
        case session(Session)
        /// Room for a connection that it may open.
        case place
        case failure(DatabaseError)
    }

    /// A caller that waits for a connection.
    ///
    /// `@unchecked`: it is touched on the desk's loop alone.
    final class Borrower: @unchecked Sendable {
        let since = Ticks.nanoseconds
        let deadline: Int
        var waiting: Waiting<Offer>?
        var isCanceled = false

        init(deadline: Int) { self.deadline = deadline }
    }

    /// A caller that waits for a shared connection.
    ///
    /// `@unchecked`: it is touched on the desk's loop alone.
    final class Reader: @unchecked Sendable {
        var waiting: Waiting<DatabaseError?>?
    }

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    let watch: Watch
    let opener: Opener
    let settings: PostgreSQLSettings
    /// Of the statements that callers on this loop run.
    let texts = QueryTexts()
    /// How many connections may be lent.
    private let limit: Int

    /// Open and not lent, the last used at the end.
    private var free: [Session] = []
    /// How many are free, lent, or being opened.
    private var made = 0
    private var queue = FirstInFirstOut<Borrower>()
    var health = Health()

    /// The shared ones.
    let readers: SharedSessions
    /// For how many milliseconds nothing may be heard of a shared read.
    let readPatience: Int
    var readersOpening = 0
    var readersAwaited: [Reader] = []

    init(_ watch: Watch, opener: Opener, settings: PostgreSQLSettings, limit: Int) {
        loop = watch.loop
        self.watch = watch
        self.opener = opener
        self.settings = settings
        self.limit = limit
        readPatience = (settings.readTimeout + settings.answerTime).wire
        readers = SharedSessions(limit: settings.sharedConnections)
    }

    /// Begins to look at the time. To be called once.
    nonisolated func start() {
        loop.call { self.assumeIsolated { $0.observe() } }
    }

    private func observe() {
        watch.observe { now in self.assumeIsolated { $0.look(at: now) } }
    }

    func stop() {
        while let borrower = queue.popFirst() { offer(.failure(.closed), to: borrower) }
        watch.stop()
    }

    // MARK: Lending

    /// A connection for one caller, which must be given back.
    nonisolated func borrow(for use: Use) async throws(DatabaseError) -> Session {
        if Task.isCancelled { throw .cancelled }
        // Whoever is on the loop already need not wait to enter.
        if loop.isCurrent, let session = takeHere(for: use) { return session }
        return try await take(for: use)
    }

    private nonisolated func takeHere(for use: Use) -> Session? { assumeIsolated { $0.takeFree(for: use) } }

    private func takeFree(for use: Use) -> Session? {
        while let session = free.popLast() { if !session.isLost { return lend(session, for: use) } }
        return nil
    }

    private func take(for use: Use) async throws(DatabaseError) -> Session { lend(try await take(), for: use) }

    private func lend(_ session: Session, for use: Use) -> Session {
        watch.tally.add(1, .connectionsInUse)
        if session.readsOnly != (use == .reading) {
            session.readsOnly = use == .reading
            session.submit(Batch([Query(readsOnly: session.readsOnly)], patience: settings.answerTime, onlyReads: true))
        }
        return session
    }

    private func take() async throws(DatabaseError) -> Session {
        while let session = free.popLast() { if !session.isLost { return session } }
        if made < limit {
            made += 1
            return try await openOne()
        }
        switch try await wait() {
        case .session(let session): return session
        case .place: return try await openOne()
        case .failure(let failure): throw failure
        }
    }

    /// Opens a connection in a place that is taken already, and gives the place up when that fails.
    private func openOne() async throws(DatabaseError) -> Session {
        do throws(DatabaseError) {
            let session = try await open()
            session.lost = { [self, unowned session] _ in
                self.assumeIsolated { $0.wasLost(session) }
            }
            return session
        } catch {
            givePlaceUp()
            throw error
        }
    }

    /// A new connection, unless another try has just failed.
    func open() async throws(DatabaseError) -> Session {
        if watch.isStopped { throw .closed }
        try health.check()
        let session: Session
        do throws(DatabaseError) {
            session = try await opener.open(in: watch)
            health.succeeded()
        } catch {
            health.failed(error)
            throw error
        }
        guard !watch.isStopped else {
            session.close()
            throw .closed
        }
        session.setUp()
        return session
    }

    private func wait() async throws(DatabaseError) -> Offer {
        guard queue.count < settings.waiting else { throw Self.busy(settings.wait) }
        let now = Ticks.milliseconds
        let borrower = Borrower(deadline: now + settings.wait.wire)
        watch.tally.add(1, .waiting)
        watch.tally.add(1, .waits)
        watch.wake()
        let offer = await withTaskCancellationHandler {
            await Waiting<Offer>.park { park(borrower, $0) }
        } onCancel: {
            loop.call { self.assumeIsolated { $0.giveUp(borrower) } }
        }
        watch.tally.add(-1, .waiting)
        watch.tally.add(Int((Ticks.nanoseconds - borrower.since) / 1000), .waitMicroseconds)
        return offer
    }

    /// Being the actor's, it keeps the closure that calls it on the loop.
    private func park(_ borrower: Borrower, _ waiting: Waiting<Offer>) {
        if borrower.isCanceled { return waiting.resume(.failure(.cancelled)) }
        borrower.waiting = waiting
        queue.append(borrower)
    }

    private func giveUp(_ borrower: Borrower) {
        borrower.isCanceled = true
        guard queue.removeFirst(where: { $0 === borrower }) != nil else { return }
        offer(.failure(.cancelled), to: borrower)
    }

    private func offer(_ offer: Offer, to borrower: Borrower) { borrower.waiting.take()?.resume(offer) }

    private static func busy(_ wait: Duration) -> DatabaseError {
        DatabaseError(.busy, "No connection to the database became free within \(wait): all are in use.")
    }

    // MARK: Taking back

    /// Takes a connection back: what is open on it is rolled back, and what was set is reset, before another has it.
    nonisolated func giveBack(_ session: Session, wasTouched: Bool) async {
        if !wasTouched, loop.isCurrent, putHere(session) { return }
        await cleanUp(session, wasTouched: wasTouched)
    }

    private nonisolated func putHere(_ session: Session) -> Bool { assumeIsolated { $0.takeBack(session) } }

    /// False, and nothing is done, when there is something to clean up.
    private func takeBack(_ session: Session) -> Bool {
        guard session.isIdle, session.transaction == .none, !session.isLost, !session.isSpent,
            !watch.isStopped
        else { return false }
        watch.tally.add(-1, .connectionsInUse)
        put(session)
        return true
    }

    private func cleanUp(_ session: Session, wasTouched: Bool) async {
        watch.tally.add(-1, .connectionsInUse)
        await settle(session)
        guard !session.isLost, !session.isSpent, session.isAtRest, !watch.isStopped else { return discard(session) }
        var queries: [Query] = []
        if [.open, .failed].contains(session.transaction) { queries.append(.rollback) }
        if wasTouched {
            queries += Query.resetAll + session.standing
            session.statementLimit = settings.statementTimeout.wire
            session.readsOnly = false
        }
        // A request to cancel that is under way must not hit the next caller: this waits for its end.
        if !session.isIdle, queries.isEmpty { queries.append(.ping) }
        if queries.isEmpty { return put(session) }
        let batch = Batch(queries, patience: settings.answerTime, onlyReads: true)
        await Waiting<Void>.park { waiting in
            batch.done = { _ in waiting.resume(()) }
            session.submit(batch)
        }
        if batch.failure == nil, !session.isLost, session.transaction == .none {
            put(session)
        } else {
            discard(session)
        }
    }

    private func put(_ session: Session) {
        if let borrower = queue.popFirst() { return offer(.session(session), to: borrower) }
        session.idleSince = Ticks.milliseconds
        free.append(session)
    }

    private func discard(_ session: Session) {
        session.lost = nil
        session.close()
        givePlaceUp()
    }

    private func givePlaceUp() {
        made -= 1
        guard made < limit, let borrower = queue.popFirst() else { return }
        made += 1
        offer(.place, to: borrower)
    }

    /// One that is lent is missed when it is given back.
    private func wasLost(_ session: Session) {
        guard let place = free.firstIndex(where: { $0 === session }) else { return }
        free.remove(at: place)
        givePlaceUp()
    }

    /// Whether something is waited for.
    private func look(at now: Int) -> Bool {
        while let borrower = queue.first, borrower.deadline <= now {
            _ = queue.popFirst()
            offer(.failure(Self.busy(settings.wait)), to: borrower)
        }
        let old = free.filter { now - $0.idleSince > settings.idleTime.wire }
        for session in old { session.close() }
        return !queue.isEmpty
    }
}
