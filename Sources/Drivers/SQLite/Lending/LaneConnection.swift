import Database
import Lifecycle
import Machine
import Memory
import Synchronization

/// A connection with a thread of its own: what it is asked, it does there, as a part of its caller's task.
actor LaneConnection {
    private let lane: Lane
    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.unowned }

    private let open: @Sendable () throws(DatabaseError) -> Session
    private let hub: NotificationHub
    private let patience: Duration
    private var session: Session?
    private var isClosed = false
    /// Another takes its place as soon as its transaction has ended.
    var isSpoilt = false
    var transaction = TransactionState()
    var streams = StreamTable()

    /// Whether something is left that the next caller must not meet.
    nonisolated let isUntidy = Atomic<Bool>(false)
    /// How many pages the log held after the last commit here.
    nonisolated let logPages = Atomic<Int>(0)

    init(
        _ name: String, hub: NotificationHub, patience: Duration,
        open: @escaping @Sendable () throws(DatabaseError) -> Session
    ) {
        lane = Lane(name)
        self.hub = hub
        self.patience = patience
        self.open = open
    }

    /// The connection, opened when it is not.
    func current() throws(DatabaseError) -> Session {
        if isClosed { throw DatabaseError(.unavailable, "The database is closed.") }
        if let session, !(isSpoilt && transaction.isIdle) { return session }
        let counts = session?.counts
        session = nil
        isSpoilt = false
        let session = try open()
        counts?.add(to: .reopened)
        self.session = session
        return session
    }

    func connect() throws(DatabaseError) { _ = try current() }

    /// Runs statements one after the other; the first that fails ends it.
    func run(_ statements: [RenderedStatement], limit: Duration) throws(DatabaseError) -> [Rows] {
        defer { noteState() }
        var answers: [Rows] = []
        answers.reserveCapacity(statements.count)
        for statement in statements { answers.append(try run(statement, limit)) }
        return answers
    }

    private func run(_ statement: RenderedStatement, _ limit: Duration) throws(DatabaseError) -> Rows {
        let session = try current()
        let prepared = try prepare(statement, in: session)
        let control = prepared.control
        switch try transaction.next(control, isOpen: !session.handle.isAutocommit) {
        case .nothing:
            _ = transaction.succeeded(.rollback, isOpen: false)
            return Rows()
        case .rollBack(let error):
            rollBack()
            throw error
        case .run: break
        }
        return try attempt(in: session) { session throws(DatabaseError) in
            if control != .rollback { try checkCancellation() }
            let rows = try session.run(prepared, statement.values, terms: terms(for: control, limit))
            finish(control, in: session)
            return rows
        }
    }

    private func prepare(_ statement: RenderedStatement, in session: Session) throws(DatabaseError) -> Prepared {
        do { return try session.prepared(statement) } catch {
            _ = try transaction.next(.none, isOpen: !session.handle.isAutocommit)
            failed(error)
            throw error
        }
    }

    /// Does something on the connection, and notes its failure.
    func attempt<Result>(
        in session: Session, _ body: (Session) throws(DatabaseError) -> Result
    ) throws(DatabaseError) -> Result {
        do { return try body(session) } catch {
            failed(error)
            throw error
        }
    }

    private func failed(_ error: DatabaseError) {
        transaction.failed(error)
        // Its file is not where it was. After a fault of the disk the same connection goes on: it knows what of the log
        // is good, and its next commit takes the place of the one that failed.
        if error.code == .unavailable { isSpoilt = true }
    }

    /// After a statement that has worked.
    func finish(_ control: TransactionControl, in session: Session) {
        let isOpen = !session.handle.isAutocommit
        if control == .commit { session.counts.add(to: .commits) }
        logPages.store(session.watch.logPages, ordering: .relaxed)
        for notification in transaction.succeeded(control, isOpen: isOpen) { hub.tell(notification) }
    }

    /// How a statement may run: what ends a transaction is done to its end.
    func terms(for control: TransactionControl, _ limit: Duration) -> Watch.Terms {
        guard control != .commit, control != .rollback else { return .unbroken }
        let (end, overflow) = Ticks.nanoseconds.addingReportingOverflow(max(.zero, limit).nanoseconds)
        return Watch.Terms(deadline: overflow ? .max : end, patience: patience)
    }

    func checkCancellation() throws(DatabaseError) {
        if Task.isCancelled { throw DatabaseError(.cancelled, "The call was cancelled before the statement began.") }
    }

    /// Rolls back whatever is open.
    func rollBack() {
        transaction = TransactionState()
        guard let session, !session.handle.isAutocommit else { return }
        do { try session.run("ROLLBACK") } catch { isSpoilt = true }
        // A transaction that cannot be rolled back ends with its connection.
        if !session.handle.isAutocommit { isSpoilt = true }
    }

    /// Notes whether the next caller would meet anything of this one.
    func noteState() {
        let isTidy =
            transaction.isIdle && streams.isEmpty && !isSpoilt && session?.watch.isMarked != true
            && session?.handle.isAutocommit != false
        isUntidy.store(!isTidy, ordering: .releasing)
    }

    /// Makes the connection as it was when it was opened.
    func tidy() {
        streams.removeAll()
        rollBack()
        if session?.watch.isMarked == true { isSpoilt = true }
        isUntidy.store(isSpoilt, ordering: .releasing)
    }

    /// Ends the connection; for the writer, the log is copied into the database before.
    func close(copyingLog: Bool) {
        tidy()
        if copyingLog, let session, !isSpoilt {
            session.watch.begin(nil, .unbroken)
            _ = try? session.handle.checkpoint(.truncate)
        }
        session = nil
        isClosed = true
    }
}

extension LaneConnection {
    /// Tells whoever listens, once the open transaction is committed.
    func notify(_ notification: TransactionState.Notification) throws(DatabaseError) {
        defer { noteState() }
        if try !transaction.keep(notification) { hub.tell(notification) }
    }

    /// Inserts rows, in the open transaction or in one of their own.
    func insert(_ rows: BulkInsert, limit: Duration) throws(DatabaseError) -> Int {
        defer { noteState() }
        let session = try current()
        guard case .run = try transaction.next(.none, isOpen: !session.handle.isAutocommit) else { return 0 }
        return try attempt(in: session) { session throws(DatabaseError) in
            try checkCancellation()
            let terms = terms(for: .none, limit)
            guard transaction.isIdle else { return try session.insert(rows, terms: terms) }
            return try alone(in: session, terms) { session throws(DatabaseError) in
                try session.insert(rows, terms: terms)
            }
        }
    }

    /// Does something in a transaction of its own, whole or not at all.
    func alone<Result>(
        in session: Session, _ terms: Watch.Terms, _ body: (Session) throws(DatabaseError) -> Result
    ) throws(DatabaseError) -> Result {
        try session.run("BEGIN IMMEDIATE", terms: terms)
        do {
            let result = try body(session)
            try session.run("COMMIT")
            finish(.commit, in: session)
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Runs a text of several statements.
    func script(_ text: [UInt8], limit: Duration) throws(DatabaseError) {
        defer { noteState() }
        guard !text.contains(0) else { throw DatabaseError(.invalid, "A script has a NUL character in it.") }
        let session = try current()
        var start = 0
        while start < text.count {
            guard case .run = try transaction.next(.none, isOpen: !session.handle.isAutocommit) else { return }
            let length = try attempt(in: session) { session throws(DatabaseError) in
                try step(session, text.span.extracting(start...), limit)
            }
            guard length > 0 else { return }
            start += length
        }
    }

    private static func copy(_ text: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(span: text)
        return bytes
    }

    /// Runs the first statement of a script; answers its length, 0 when none is left.
    private func step(_ session: Session, _ text: Span<UInt8>, _ limit: Duration) throws(DatabaseError) -> Int {
        try checkCancellation()
        let (statement, length) = try session.compile(text, kept: false)
        guard let statement else { return 0 }
        let control = TransactionControl(Self.copy(text.extracting(..<length)))
        _ = try session.run(statement, [], terms: terms(for: control, limit))
        finish(control, in: session)
        return length
    }
}
