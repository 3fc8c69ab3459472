import Database
import Sockets

extension Desk {
    /// Short reads on a shared connection. They are sent again when a neighbor's failure skipped them, and once when
    /// the connection was lost.
    nonisolated func read(_ queries: [Query]) async throws(DatabaseError) -> [Rows] {
        if Task.isCancelled { throw .cancelled }
        guard let session = readerHere() else { return try await readPatiently(queries) }
        let batch = readBatch(queries)
        await ask(batch, of: session, gathering: true)
        // Who has come elsewhere meanwhile has it looked at where it was written.
        if loop.isCurrent, batch.failure == nil, !batch.isSkipped { return batch.answers }
        return try await readPatiently(queries, after: (batch, session))
    }

    /// A shared connection, for whoever is on the loop already.
    private nonisolated func readerHere() -> Session? {
        loop.isCurrent && readers.missing == 0 ? readers.idlest : nil
    }

    private nonisolated func readBatch(_ queries: [Query]) -> Batch {
        Batch(queries, kind: .sharedRead, milliseconds: readPatience, onlyReads: true)
    }

    /// Goes on until there is an answer, perhaps after a first attempt.
    private func readPatiently(
        _ queries: [Query], after first: (batch: Batch, session: Session)? = nil
    ) async throws(DatabaseError) -> [Rows] {
        var skips = 0, losses = 0
        var attempt: (batch: Batch, session: Session)
        if let first { attempt = first } else { attempt = try await attemptToRead(queries, isAgain: false) }
        while true {
            let (batch, session) = attempt
            if let failure = batch.failure {
                guard failure.code == .unavailable, session.isLost, losses < 1 else { throw failure }
                losses += 1
            } else if batch.isSkipped {
                guard skips < 5 else {
                    throw DatabaseError(.unavailable, "Reads beside this one failed again and again: try later.")
                }
                skips += 1
            } else {
                return batch.answers
            }
            watch.tally.add(1, .readsRepeated)
            attempt = try await attemptToRead(queries, isAgain: skips > 0)
        }
    }

    /// After a neighbor's failure it goes before a Sync of its own, where only its own failure can end it.
    private func attemptToRead(
        _ queries: [Query], isAgain: Bool
    ) async throws(DatabaseError) -> (batch: Batch, session: Session) {
        if Task.isCancelled { throw .cancelled }
        let session = try await reader(), batch = readBatch(queries)
        await ask(batch, of: session, gathering: !isAgain)
        return (batch, session)
    }

    /// The shared connection with the least to do. Opens those that are missing, and waits only while there is none.
    private func reader() async throws(DatabaseError) -> Session {
        while true {
            if watch.isStopped { throw .closed }
            openReaders()
            if let session = readers.idlest { return session }
            guard readersOpening > 0 else {
                // Nothing is opened during a rest; when it has just ended, the next round opens.
                try health.check()
                continue
            }
            if let failure = await waitForReaders() { throw failure }
        }
    }

    /// Waits until a shared connection is open; answers why none is.
    private func waitForReaders() async -> DatabaseError? {
        if Task.isCancelled { return .cancelled }
        let reader = Reader()
        watch.tally.add(1, .waiting)
        defer { watch.tally.add(-1, .waiting) }
        return await withTaskCancellationHandler {
            await Waiting<DatabaseError?>.park { park(reader, $0) }
        } onCancel: {
            loop.call { self.assumeIsolated { $0.giveUp(reader) } }
        }
    }

    /// Being the actor's, it keeps the closure that calls it on the loop.
    private func park(_ reader: Reader, _ waiting: Waiting<DatabaseError?>) {
        // On the way here the task may have been set aside, and the last connection opened meanwhile.
        guard readersOpening > 0 else { return waiting.resume(nil) }
        reader.waiting = waiting
        readersAwaited.append(reader)
    }

    private func giveUp(_ reader: Reader) {
        readersAwaited.removeAll { $0 === reader }
        reader.waiting.take()?.resume(.cancelled)
    }

    private func openReaders() {
        guard readersOpening < readers.missing, (try? health.check()) != nil else { return }
        while readersOpening < readers.missing {
            readersOpening += 1
            // It serves all who read, and so outlives the caller that happens to be the first.
            Task(executorPreference: loop) { await self.openReader() }
        }
    }

    private func openReader() async {
        var failure: DatabaseError?
        do throws(DatabaseError) {
            let session = try await open()
            session.lost = { [self, unowned session] _ in
                assumeIsolated { $0.readerWasLost(session) }
            }
            let setUp = [Query(readsOnly: true), Query(statementLimit: settings.readTimeout.wire)]
            session.submit(
                Batch(setUp, patience: settings.answerTime, onlyReads: true) { [unowned session] batch in
                    if batch.failure != nil { session.close() }
                })
            readers.add(session)
        } catch {
            failure = error
        }
        readersOpening -= 1
        // One that failed says nothing while another may succeed.
        if failure != nil, !readers.isEmpty || readersOpening > 0 { return }
        let awaited = readersAwaited
        readersAwaited = []
        for reader in awaited { reader.waiting.take()?.resume(failure) }
    }

    private func readerWasLost(_ session: Session) { readers.remove(session) }
}
