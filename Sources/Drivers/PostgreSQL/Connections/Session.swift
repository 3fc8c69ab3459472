import Database
import Machine
import Sockets

/// One connection to the server, on one loop: it sends without waiting, and hands each answer to whom it belongs.
///
/// `@unchecked`: it is touched on its loop's thread alone.
final class Session: EventLoop.Source, @unchecked Sendable {
    /// What is heard next.
    struct Expected {
        /// `sync` is the end of a group, and some have a batch that is over with it.
        enum Kind { case preparation, answer, sync }

        let kind: Kind
        let batch: Batch?
        var entry: PreparedStatements.Entry?
    }

    let watch: Watch
    var loop: EventLoop { watch.loop }
    let traffic: Unguarded<Traffic>
    private let descriptor: Int32
    private var place: SlotID?

    /// Whether a request to cancel may have hit another statement than the one that was meant.
    var mayHaveCanceledAnother = false
    /// How many Syncs were sent before the request was heard: once more are answered, it can hit nothing any more.
    var syncsBeforeCancel: UInt64 = 0
    /// How many Syncs were answered.
    var syncsHeard: UInt64 = 0
    /// When what was canceled must have ended.
    var cancelDeadline: Int?
    /// What the one to whom it is lent asked for last.
    var callers: Batch?
    /// What a stream has asked for last.
    var streams: Batch?
    /// Whether somebody waits until all of it is here.
    var isAwaited = false
    /// Whether nothing is read, because who reads a stream's rows has enough of them for now.
    private var isResting = false

    /// Called once when it is lost.
    var lost: ((DatabaseError) -> Void)?
    var notified: ((_ channel: String, _ message: String) -> Void)?

    /// When an answer was heard last to all that had been sent before it.
    var answered = 0
    /// When it was given back last.
    var idleSince = 0
    /// libpq keeps the memory that a large value took: such a connection is not used again.
    var isSpent = false

    // What was set on it.
    var readsOnly = false
    /// In milliseconds; nil when it is not known.
    var statementLimit: Int?
    /// Whether it was set within a transaction that may still be rolled back.
    var isLimitTentative = false

    init(_ libpq: consuming LibPQ, of watch: Watch, preparing limit: Int, statementLimit: Int) throws(DatabaseError) {
        guard libpq.enterPipeline(), let descriptor = libpq.socket else {
            throw DatabaseError(.unavailable, "The connection to the database was lost: \(libpq.problem.firstLine).")
        }
        traffic = Unguarded(Traffic(libpq, PreparedStatements(limit: limit), heard: Ticks.milliseconds))
        self.descriptor = descriptor
        self.watch = watch
        self.statementLimit = statementLimit
        do {
            place = try watch.loop.add(descriptor, self)
        } catch {
            throw DatabaseError(.unavailable, "The loop takes no more connections: \(error).")
        }
        watch.tally.add(1, .connections)
        watch.tally.add(1, .connectionsOpened)
        watch.add(self)
    }

    var isLost: Bool { loss != nil }
    /// Whether more can be sent on it.
    var isUsable: Bool { loss == nil && !isSpent }
    /// Whether nothing is awaited.
    var isIdle: Bool { expected.isEmpty && held.isEmpty && script == nil && !isCanceling }
    /// Whether nothing is under way that its borrower asked for.
    var isAtRest: Bool { callers?.isDone ?? true }
    /// Whether nothing is under way that a stream has asked for: whether a transaction is open can be known then.
    var isSettled: Bool { streams?.isDone ?? true }
    /// How many answers are awaited.
    var load: Int { expected.count + held.count }
    var transaction: LibPQ.Transaction { libpq.transaction }
    /// Such as `15.18`.
    var serverVersion: String? { libpq.parameter("server_version") }

    /// What is set for as long as it lasts, and again after all was reset.
    var standing: [Query] {
        var queries: [Query] = []
        // So that the server ends what it does for a connection that is lost; older ones cannot.
        if libpq.serverVersion >= 140_000 { queries.append(.noticeLoss) }
        // libpq has `PGTZ` win over what else it is told.
        if libpq.parameter("TimeZone") != "UTC" { queries.append(.universalTime) }
        return queries
    }

    /// Sets that, ahead of the first statement.
    func setUp() {
        let queries = standing
        if !queries.isEmpty { submit(Batch(queries, patience: .seconds(5), onlyReads: true)) }
    }

    func close() { lose(.silent, DatabaseError(.unavailable, "The connection to the database was closed.")) }

    /// Ends the connection: whoever waits on it hears why, or that nobody can know what was done.
    func lose(_ how: Batch.Loss, _ error: DatabaseError) {
        guard loss == nil else { return }
        loss = error
        // Its number is used again as soon as libpq has closed it.
        if let place = place.take() { loop.remove(descriptor, place) }
        watch.tally.add(-1, .connections)
        watch.remove(self)
        libpq.disconnect()
        var batches: [Batch] = []
        while let next = expected.popFirst() {
            guard let batch = next.batch, !batch.isDone, batches.last !== batch else { continue }
            batches.append(batch)
        }
        if let script = script.take() { batches.append(script) }
        for batch in batches { fail(batch, how, error) }
        for batch in held { batch.failed(Self.isGone(error)) }
        let over = batches + held
        held = []
        for batch in over { batch.finish() }
        lost.take()?(error)
        notified = nil
    }

    private func fail(_ batch: Batch, _ how: Batch.Loss, _ error: DatabaseError) {
        if batch.mayBeCommitted(how) {
            batch.failed(
                DatabaseError(
                    .unknownOutcome,
                    "The connection was lost before the commit was answered: it may have been done or not.",
                    native: error.native))
        } else {
            batch.failed(batch.isCanceled ? .cancelled : Self.isGone(error))
        }
    }

    private static func isGone(_ error: DatabaseError) -> DatabaseError {
        error.code == .unavailable || error.code == .timedOut
            ? error : DatabaseError(.unavailable, error.message, native: error.native)
    }

    /// Ends the connection when what is awaited takes too long.
    func check(at now: Int) {
        checkCanceled(at: now)
        guard !expected.isEmpty || script != nil, !isResting else { return }
        let patience = (script ?? expected.first?.batch)?.patience ?? 30_000
        guard now - heard > patience else { return }
        lose(
            .silent,
            DatabaseError(.unavailable, "The database has not answered for \(patience / 1000) s: look at its load."))
    }

    // MARK: Resting

    /// Reads nothing until somebody wants more: what the server sends stays with it.
    func rest() {
        guard !isResting, let place = place.take() else { return }
        isResting = true
        loop.remove(descriptor, place)
    }

    /// Reads again, what was left too.
    func goOn() {
        guard isResting, loss == nil else { return }
        isResting = false
        heard = Ticks.milliseconds
        do {
            place = try loop.add(descriptor, self)
        } catch {
            return lose(.silent, DatabaseError(.unavailable, "The loop takes no more connections: \(error)."))
        }
        receive()
    }

    // MARK: The loop's calls

    func ready(_ mask: UInt32) {
        heard = Ticks.milliseconds
        receive()
    }

    func flush() {
        guard let isStuck = libpq.flush() else { return receive() }
        if let place { loop.want(write: isStuck, descriptor, place) }
    }
}

extension DatabaseError {
    static let cancelled = DatabaseError(.cancelled, "The caller gave the statement up.")
    static let closed = DatabaseError(.unavailable, "The database was closed: the server is stopping.")
}
