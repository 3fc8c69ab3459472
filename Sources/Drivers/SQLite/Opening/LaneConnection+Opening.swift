import Basics
import Database
import Machine

extension LaneConnection {
    /// Opens the database for writing, checks it, and begins to serve the committer.
    func begin(
        _ committer: Committer, file: DatabaseFile, _ settings: SQLiteSettings, from line: WaitingLine<LaneConnection>
    ) async throws(DatabaseError) {
        do {
            // One process at a time: two that make a file, or restore its log, would be in each other's way.
            let lock = try await Self.openingLock(of: file, patience: settings.patience)
            defer { withExtendedLifetime(lock) {} }
            try connect()
            if file.size <= settings.checkedSize { try glance() }
        } catch {
            committer.refuse()
            throw error
        }
        // Ends when the committer is closed, which its database sees to.
        Task { await committer.serve(on: self, from: line) }
    }

    /// Checks the file as far as that goes in a few seconds: a slow disk is no fault of the file.
    private func glance() throws(DatabaseError) {
        do { try check(atMost: .seconds(10)) } catch { if error.code != .timedOut { throw error } }
    }

    private static func openingLock(
        of file: DatabaseFile, patience: Duration
    ) async throws(DatabaseError) -> FileLock {
        let clock = ContinuousClock(), deadline = clock.now + patience
        while true {
            if let lock = try AdvisoryLock.take(byte: 0, beside: file) { return lock }
            guard clock.now < deadline else {
                throw DatabaseError(
                    .busy,
                    "Another process has been opening \(file.path) for \(patience.spelled): look whether it hangs.")
            }
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else {
                throw DatabaseError(.cancelled, "The opening of the database was cancelled.")
            }
        }
    }

    /// Looks whether the file is whole: its pages, and that each row is where its indices say (but not the contents of
    /// indices). `corrupt` with the first faults when it is not.
    func check(atMost time: Duration) throws(DatabaseError) {
        let session = try current()
        let statement = try session.prepared(Array("PRAGMA quick_check(3)".utf8))
        let answers = try session.run(statement, [], terms: terms(for: .none, time))
        session.watch.isMarked = false
        let faults: [String] = try answers.column()
        guard faults != ["ok"] else { return }
        let what = faults.joined(separator: "; ").split(separator: "\n").joined(separator: " ")
        throw DatabaseError(Handle.Failure(code: .corrupt, message: what))
    }
}
