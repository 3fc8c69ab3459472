import Database
import Machine

/// One connection, used by one thread at a time: compiles statements, binds values, runs, reads rows.
final class Session {
    let handle: Handle
    let watch: Watch
    let isReader: Bool
    private var cache: StatementCache
    private var plans: [InsertionPlan] = []
    let limits: (parameters: Int, length: Int)
    let counts: Counts

    init(_ handle: consuming Handle, isReader: Bool, statements: Int, counts: Counts) {
        watch = handle.watch
        limits = (handle.parameterLimit, handle.lengthLimit)
        self.handle = handle
        self.isReader = isReader
        self.counts = counts
        cache = StatementCache(limit: statements)
    }

    /// Compiles a statement, or finds it compiled; refuses more values than the database takes.
    func prepared(
        _ statement: RenderedStatement, terms: Watch.Terms = .unbroken
    ) throws(DatabaseError) -> Prepared {
        guard statement.values.count <= limits.parameters else {
            throw DatabaseError(
                .invalid,
                """
                The statement has \(statement.values.count) parameters; the database takes at most \(limits.parameters).
                """)
        }
        return try prepared(statement.text, terms: terms)
    }

    /// Compiles the one statement of a text, or finds it compiled.
    func prepared(_ text: [UInt8], terms: Watch.Terms = .unbroken) throws(DatabaseError) -> Prepared {
        if let found = cache.find(text) { return found }
        guard !text.contains(0) else { throw DatabaseError(.invalid, "A statement has a NUL character in it.") }
        let (statement, length) = try compile(text.span, kept: true, terms: terms)
        guard let statement else { throw DatabaseError(.invalid, "The statement is empty.") }
        guard text[length...].allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: ";") }) else {
            throw DatabaseError(.invalid, "More than one statement stands in one text; only a script may have several.")
        }
        statement.control = TransactionControl(text)
        cache.keep(statement, for: text)
        return statement
    }

    /// Compiles the first statement of a text. That may read the schema, and wait for another process as all reading.
    func compile(
        _ text: Span<UInt8>, kept: Bool, terms: Watch.Terms = .unbroken
    ) throws(DatabaseError) -> (statement: Prepared?, length: Int) {
        watch.begin(nil, terms)
        do { return try handle.prepare(text, kept: kept) } catch {
            throw DatabaseError(error, reason: watch.reason, isReader: isReader)
        }
    }

    /// Runs a statement to its end.
    func run(
        _ statement: Prepared, _ values: [SQLValue], terms: Watch.Terms, most bytes: Int = .max
    ) throws(DatabaseError) -> Rows {
        if !statement.isReadOnly, handle.isAutocommit { try waitForTurn(terms) }
        try bind(values, to: statement)
        defer { end(statement, hadValues: !values.isEmpty) }
        let changesBefore = handle.totalChanges
        watch.begin(statement, terms)
        var code = statement.step()
        var rows = Rows(columns: statement.columns)
        var size = 0
        while code == .row {
            size += try append(statement, to: &rows)
            guard size <= bytes else { throw Self.notQuick }
            code = statement.step()
        }
        guard code == .done else { throw error(code) }
        rows.affected =
            statement.answersRows ? rows.count : handle.totalChanges == changesBefore ? 0 : handle.changes
        counts.ran(rows: rows.count)
        return rows
    }

    /// What is about to write lets another process do so first that has waited for it.
    private func waitForTurn(_ terms: Watch.Terms) throws(DatabaseError) {
        watch.begin(nil, terms)
        guard !watch.waitForTurn() else { return }
        throw DatabaseError(Handle.Failure(code: .busy, message: "another process is next"), reason: watch.reason)
    }

    /// Runs a text that answers nothing of interest: the connection's own settings and transactions.
    @discardableResult
    func run(_ text: StaticString, terms: Watch.Terms = .unbroken) throws(DatabaseError) -> Rows {
        try run(prepared(Array(text.description.utf8)), [], terms: terms)
    }

    /// How rows are inserted; found again when the same was inserted before.
    func plan(for rows: BulkInsert) throws(DatabaseError) -> InsertionPlan {
        if let found = plans.first(where: { $0.fits(rows) }) { return found }
        let plan = try InsertionPlan(rows, in: self)
        if plans.count >= 64 { plans.removeFirst() }
        plans.append(plan)
        return plan
    }

    /// Adds the row that was found; answers the bytes of its texts and blobs.
    func append(_ statement: Prepared, to rows: inout Rows) throws(DatabaseError) -> Int {
        guard let size = statement.append(to: &rows) else {
            throw DatabaseError(Handle.Failure(code: .noMemory, message: "a row is too large"))
        }
        return size
    }

    func end(_ statement: Prepared, hadValues: Bool) {
        statement.reset()
        if hadValues { statement.clear() }
        watch.finish()
    }

    func error(_ code: ResultCode) -> DatabaseError {
        let error = DatabaseError(handle.failure(code), reason: watch.reason, isReader: isReader)
        if watch.reason == .notQuick, error.code == .timedOut { return Self.notQuick }
        return error
    }

    /// What was to be quick is not, and must be done elsewhere. Never leaves this driver.
    static let notQuick = DatabaseError(.busy, "not quick")
}
