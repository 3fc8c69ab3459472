import Basics
import Database
import Machine
import Synchronization

/// A database in a file of this machine, for one process, or a few that take turns.
///
/// Short reads are done at once on the thread that asks. All writing is one connection's, on a thread of its own: those
/// who borrow it take turns with the committer. What may scan is read on further connections with threads of their own.
package final class SQLiteDatabase: SQLDatabase {
    package let dialect = SQLDialect.sqlite

    let opening: Opening
    let counts: Counts
    let hub = NotificationHub()
    let writer: LaneConnection
    let writers: WaitingLine<LaneConnection>
    let readers: WaitingLine<LaneConnection>
    let quickReaders: InlineReaders
    let committer: Committer
    private let isTemporary: Bool
    /// The file that was opened, whatever its path may lead to later.
    private let identity: [UInt64]?

    private init(_ opening: Opening, isTemporary: Bool) {
        self.opening = opening
        self.isTemporary = isTemporary
        identity = opening.file.identity
        counts = opening.counts
        let patience = opening.settings.patience
        writer = LaneConnection("sqlite writer", hub: hub, patience: patience, open: opening.writer)
        writers = WaitingLine([writer], counts: counts)
        let hub = hub
        let readers = (0..<max(1, opening.settings.readers)).map { number in
            LaneConnection("sqlite reader \(number)", hub: hub, patience: patience, open: opening.reader)
        }
        self.readers = WaitingLine(readers, counts: counts)
        quickReaders = InlineReaders(opening)
        committer = Committer(settings: opening.settings, counts: counts)
    }

    /// Opens the database in a file, and makes it when it is missing. Refuses what is not one of ours, what a newer
    /// version has made, and what is damaged.
    package static func open(
        _ path: String, _ settings: SQLiteSettings = SQLiteSettings()
    ) async throws(DatabaseError) -> SQLiteDatabase {
        try await open(DatabaseFile(path: path), settings, isTemporary: false)
    }

    /// Makes an empty database in memory, which is gone when it is closed.
    package static func temporary(
        _ settings: SQLiteSettings = SQLiteSettings()
    ) async throws(DatabaseError) -> SQLiteDatabase {
        // A file in a file system that lies in memory: all connections share it, and it behaves as any other.
        let folder = "/dev/shm/apus-\(Identifier<SQLiteDatabase>())"
        return try await open(DatabaseFile(path: folder + "/database"), settings, isTemporary: true)
    }

    private static func open(
        _ file: DatabaseFile, _ settings: SQLiteSettings, isTemporary: Bool
    ) async throws(DatabaseError) -> SQLiteDatabase {
        try file.prepare()
        let database = SQLiteDatabase(
            Opening(file: file, settings: settings, counts: Counts()), isTemporary: isTemporary)
        do {
            try await database.writer.begin(database.committer, file: file, settings, from: database.writers)
            return database
        } catch {
            await database.end()
            throw error
        }
    }

    deinit {
        committer.beginToClose()
        if isTemporary { opening.file.removeFolder() }
    }

    /// Finishes what was begun, copies the log into the file and ends all connections. Who asks for something
    /// afterwards is told that the database is closed; a borrower who takes too long, too.
    package func close() async {
        await committer.close()
        await writers.close(atMost: opening.settings.patience)
        await readers.close(atMost: opening.settings.patience)
        await end()
    }

    private func end() async {
        hub.close()
        quickReaders.close()
        for reader in readers.all { await reader.close(copyingLog: false) }
        await writer.close(copyingLog: true)
        if isTemporary { opening.file.removeFolder() }
    }
}

extension SQLiteDatabase {
    package func read(_ statements: [Statement]) async throws(DatabaseError) -> [Rows] {
        let rendered = statements.map { RenderedStatement($0, for: .sqlite) }
        do throws(DatabaseError) {
            if writers.isClosed { throw DatabaseError(.unavailable, "The database is closed.") }
            if let answers = try quickReaders.read(rendered) { return answers }
            counts.add(to: .movedReads)
            let reader = try await readers.take(atMost: opening.settings.patience)
            defer { readers.put(reader) }
            return try await reader.read(rendered, limit: opening.settings.statementTime)
        } catch { throw counted(error) }
    }

    package func withConnection<Result>(
        _ use: Use, _ body: (any SQLConnection) async throws -> Result
    ) async throws -> Result {
        let line = use == .writing ? writers : readers
        let lane: LaneConnection
        do { lane = try await line.take(atMost: opening.settings.patience) } catch { throw counted(error) }
        let connection = LentConnection(lane, limit: opening.settings.statementTime, counts: counts)
        do {
            let result = try await body(connection)
            await giveBack(lane, connection, to: line)
            return result
        } catch {
            await giveBack(lane, connection, to: line)
            throw error
        }
    }

    private func giveBack(
        _ lane: LaneConnection, _ connection: LentConnection, to line: WaitingLine<LaneConnection>
    ) async {
        let isBusy = connection.end()
        if isBusy || lane.isUntidy.load(ordering: .acquiring) { await lane.tidy() }
        line.put(lane)
        if line === writers, lane.logPages.load(ordering: .relaxed) >= opening.settings.checkpointPages {
            committer.ring()
        }
    }

    package func commit(_ rows: [BulkInsert]) async throws(DatabaseError) {
        do { try await committer.commit(rows) } catch { throw counted(error) }
    }

    package func listen(to channel: SQLChannel) async throws(DatabaseError) -> SQLNotifications {
        hub.listen(to: channel)
    }

    package func tryLock(_ name: String) async throws(DatabaseError) -> (any SQLLock)? {
        do { return try AdvisoryLock.take(name, beside: opening.file) } catch { throw counted(error) }
    }

    package func status() async -> DatabaseStatus {
        var status = DatabaseStatus()
        do {
            _ = try await read(["SELECT count(*) FROM sqlite_schema"])
            status.version = "SQLite \(Library.version)"
            if opening.file.identity != identity {
                status.problem = """
                    \(opening.file.path) was moved or replaced while it was in use: what is written now is lost with \
                    this process. Stop Apus, put the file back, and start it again.
                    """
            }
        } catch { status.problem = error.message }
        status.connections = writers.count + readers.count
        status.connectionsInUse = writers.lent + readers.lent
        status.waiting = writers.waiting + readers.waiting
        return status
    }

    /// Looks whether the whole file is in order, which takes about a second for each few hundred megabytes; `corrupt`
    /// with the first faults when it is not.
    package func check(atMost time: Duration) async throws {
        let reader = try await readers.take(atMost: opening.settings.patience)
        defer { readers.put(reader) }
        try await reader.check(atMost: time)
    }

    /// How many callers wait for their rows to be committed.
    package var waitingToCommit: Int { committer.waiting }

    /// What was done so far, and how it is.
    package var counters: SQLiteCounters {
        var counters = SQLiteCounters()
        counts.fill(&counters)
        counters.connections = writers.count + readers.count
        counters.connectionsInUse = writers.lent + readers.lent
        counters.waiting = writers.waiting + readers.waiting
        counters.logPages = writer.logPages.load(ordering: .relaxed)
        return counters
    }

    private func counted(_ error: DatabaseError) -> DatabaseError {
        counts.failed(error.code)
        return error
    }
}
