import Basics
import Database
import Machine
import Sockets
import Synchronization

/// PostgreSQL, reached by libpq on the event loops.
///
/// Who calls from a loop is served by that loop's own connections, without a change of thread; who calls from elsewhere
/// is served by the loops in turn.
package final class PostgreSQLDatabase: SQLDatabase {
    package let dialect = SQLDialect.postgresql
    private let desks: [Desk]
    private let committer: Committer
    private let post: NotificationPost
    private let locks: LockKeeper
    private let tally = Tally()
    private let turn = Atomic(0)

    /// Refuses settings that make no sense; connects to nothing yet.
    package init(
        _ settings: PostgreSQLSettings, loops: [EventLoop],
        environment: [String: String] = ThisProcess.environment
    ) throws(DatabaseError) {
        guard let first = loops.first else { throw DatabaseError(.invalid, "A database needs an event loop.") }
        let target = try ConnectionTarget(settings, environment: environment)
        let opener = Opener(target: target, settings: settings)
        let all = settings.connections ?? 2 * Processors.count + 4
        let canceler = Canceler(), tally = tally
        func desk(_ loop: EventLoop) -> Desk {
            let watch = Watch(loop: loop, tally: tally, canceler: canceler)
            return Desk(watch, opener: opener, settings: settings, limit: max(1, all / loops.count))
        }
        let home = desk(first)
        desks = [home] + loops.dropFirst().map(desk)
        committer = Committer(home, settings: settings)
        post = NotificationPost(home)
        locks = LockKeeper(home)
        for desk in desks { desk.start() }
        committer.start()
        post.start()
    }

    /// Closes all connections. To be called before the loops drain; what is under way fails as `unavailable`.
    ///
    /// Until then the parts of the database hold each other: nothing here is referred to weakly, because a checker of
    /// leaks takes what weak references leave at the end of a process for one.
    package func close() async {
        await post.stop()
        await committer.stop()
        for desk in desks { await desk.stop() }
    }

    package var counters: PostgreSQLCounters { PostgreSQLCounters(tally) }

    /// That of the loop that this is, and otherwise each in turn.
    private var desk: Desk {
        if let current = EventLoop.current { for desk in desks where desk.loop === current { return desk } }
        let next = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return desks[Int(UInt(bitPattern: next) % UInt(desks.count))]
    }

    package func read(_ statements: [Statement]) async throws(DatabaseError) -> [Rows] {
        do throws(DatabaseError) {
            let desk = desk, queries = try desk.queries(statements)
            guard queries.allSatisfy({ $0.verb == .ordinary || $0.verb == .other }) else {
                throw DatabaseError(.invalid, "A shared read is no transaction: take a connection for one.")
            }
            if queries.contains(where: { $0.verb == .other }) { return try await readApart(queries) }
            tally.add(queries.count, .sharedReads)
            return try await desk.read(queries)
        } catch {
            tally.note(error)
            throw error
        }
    }

    /// What may change a connection is run on one that is reset afterwards.
    private func readApart(_ queries: [Query]) async throws(DatabaseError) -> [Rows] {
        let desk = desk
        let session = try await desk.borrow(for: .reading)
        let connection = LentConnection(session, of: desk, for: .reading)
        do throws(DatabaseError) {
            let answers = try await connection.run(queries).ownAnswers
            await desk.giveBack(session, wasTouched: connection.end())
            return answers
        } catch {
            await desk.giveBack(session, wasTouched: connection.end())
            throw error
        }
    }

    package func withConnection<Result>(
        _ use: Use, _ body: (any SQLConnection) async throws -> Result
    ) async throws -> Result {
        let desk = desk
        let session: Session
        do {
            session = try await desk.borrow(for: use)
        } catch {
            tally.note(error)
            throw error
        }
        let connection = LentConnection(session, of: desk, for: use)
        do {
            let result = try await body(connection)
            await desk.giveBack(session, wasTouched: connection.end())
            return result
        } catch {
            await desk.giveBack(session, wasTouched: connection.end())
            throw error
        }
    }

    package func commit(_ rows: [BulkInsert]) async throws(DatabaseError) {
        do throws(DatabaseError) {
            try await committer.commit(rows)
        } catch {
            tally.note(error)
            throw error
        }
    }

    package func listen(to channel: SQLChannel) async throws(DatabaseError) -> SQLNotifications {
        try await post.listen(to: channel)
    }

    package func tryLock(_ name: String) async throws(DatabaseError) -> (any SQLLock)? { try await locks.tryLock(name) }

    package func status() async -> DatabaseStatus {
        var status: DatabaseStatus
        do {
            let version = try await version()
            status = DatabaseStatus(version: "PostgreSQL \(version)")
        } catch {
            status = DatabaseStatus(
                problem: (error as? DatabaseError)?.message ?? "The database did not answer in time.")
        }
        status.connections = tally[.connections]
        status.connectionsInUse = tally[.connectionsInUse]
        status.waiting = tally[.waiting]
        return status
    }

    /// Within two seconds, or not at all.
    private func version() async throws -> String {
        let version = try await within(.seconds(2)) {
            try await self.read("SELECT current_setting('server_version')").column(String.self).first
        }
        guard let version = version ?? nil else {
            throw DatabaseError(.unavailable, "The database has not answered within 2 s: look at its load.")
        }
        return version
    }
}
