import Database
import Machine
import Sockets
import Synchronization

extension LaneConnection {
    /// Writes the rows of many callers and answers each.
    ///
    /// All go into one transaction. When somebody's rows fail it, each caller's are put between savepoints, so that
    /// the others' are still committed together; what fails only at the commit, such as a reference that is checked
    /// there, is tried for each caller alone.
    func commit(_ batch: [Committer.Entry], counts: Counts, limit: Duration) {
        defer { noteState() }
        guard let error = write(batch, counts, limit) else { return answer(batch, nil) }
        guard batch.count > 1, Self.isOfRows(error) else { return answer(batch, error) }
        var failed: [Int: DatabaseError] = [:]
        let whole = write(batch, counts, limit, failed: &failed)
        for entry in batch {
            answer([entry], whole == nil ? failed[entry.ticket] : write([entry], counts, limit))
        }
    }

    /// Answers callers: all that wait on one event loop in one visit to it, which wakes it once.
    private func answer(_ batch: [Committer.Entry], _ error: DatabaseError?) {
        var loops: [EventLoop] = []
        for entry in batch {
            guard let loop = entry.loop else {
                entry.answer.give(error)
                continue
            }
            if !loops.contains(where: { $0 === loop }) { loops.append(loop) }
        }
        for loop in loops {
            let its = batch.filter { $0.loop === loop }
            loop.call { for entry in its { entry.answer.give(error) } }
        }
    }

    /// Whether it may be the fault of one caller's rows.
    private static func isOfRows(_ error: DatabaseError) -> Bool {
        switch error.code {
        case .duplicate, .missingReference, .ruleBroken, .invalid, .timedOut, .full: true
        default: false
        }
    }

    /// The rows of all in one transaction.
    private func write(_ batch: [Committer.Entry], _ counts: Counts, _ limit: Duration) -> DatabaseError? {
        transact(batch, counts, limit) { session, terms throws(DatabaseError) in
            for entry in batch {
                for rows in entry.rows { _ = try session.insert(rows, terms: terms) }
            }
            return batch
        }
    }

    /// The same, but that a caller's rows which fail are taken back alone.
    private func write(
        _ batch: [Committer.Entry], _ counts: Counts, _ limit: Duration, failed: inout [Int: DatabaseError]
    ) -> DatabaseError? {
        var failures: [Int: DatabaseError] = [:]
        defer { failed = failures }
        return transact(batch, counts, limit) { session, terms throws(DatabaseError) in
            for entry in batch {
                try session.run("SAVEPOINT caller")
                do throws(DatabaseError) {
                    for rows in entry.rows { _ = try session.insert(rows, terms: terms) }
                } catch {
                    failures[entry.ticket] = error
                    try session.run("ROLLBACK TO caller")
                }
                try session.run("RELEASE caller")
            }
            return batch.filter { failures[$0.ticket] == nil }
        }
    }

    private func transact(
        _ batch: [Committer.Entry], _ counts: Counts, _ limit: Duration,
        _ body: (Session, Watch.Terms) throws(DatabaseError) -> [Committer.Entry]
    ) -> DatabaseError? {
        do {
            let session = try current()
            // No caller's own cancellation: the thread works for all.
            var terms = terms(for: .none, limit)
            terms.heedsCancellation = false
            let written = try attempt(in: session) { session throws(DatabaseError) in
                try alone(in: session, terms) { session throws(DatabaseError) in try body(session, terms) }
            }
            counts.add(written.count, to: .committedCallers)
            counts.add(written.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.rows.count } }, to: .committedRows)
            return nil
        } catch { return error }
    }

    /// Copies the log into the database when it has grown beyond a number of pages.
    ///
    /// While readers look at its end it cannot begin anew; when that has let it grow to several times its size, those
    /// who read are waited for, a short time. New readers need the log no longer then.
    func copyLog(beyond pages: Int) {
        let held = logPages.load(ordering: .relaxed)
        guard held >= pages, transaction.isIdle, let session = try? current() else { return }
        session.counts.add(to: .checkpoints)
        var terms = Watch.Terms.unbroken
        terms.patience = held >= 8 * pages ? .milliseconds(200) : nil
        session.watch.begin(nil, terms)
        // What fails here is tried again after the next commit: nothing depends on it but the log's size.
        if let (left, copied) = try? session.handle.checkpoint(held >= 4 * pages ? .restart : .passive),
            copied == left
        {
            // The log begins anew with the next commit; until then its size says nothing.
            session.watch.logPages = 0
        }
        logPages.store(session.watch.logPages, ordering: .relaxed)
    }
}
