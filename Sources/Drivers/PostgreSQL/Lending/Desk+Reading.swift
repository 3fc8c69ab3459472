import Database
import Sockets

extension Desk {
    /// Short reads on a shared connection. They are sent again when a neighbor's failure skipped them, and once when
    /// the connection was lost.
    func read(_ queries: [Query]) async throws(DatabaseError) -> [Rows] {
        var skips = 0, losses = 0
        while true {
            if Task.isCancelled { throw .cancelled }
            let session = try await reader()
            let batch = Batch(
                queries, kind: .sharedRead, patience: settings.readTimeout + settings.answerTime, onlyReads: true)
            // After a neighbor's failure it goes before a Sync of its own, where only its own failure can end it.
            await ask(batch, of: session, gathering: skips == 0)
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
        }
    }

    /// The shared connection with the least to do. Waits only while there is none.
    private func reader() async throws(DatabaseError) -> Session {
        while true {
            if watch.isStopped { throw .closed }
            if readers.count + readersOpening < settings.sharedConnections { openReaders() }
            if let session = readers.min(by: { $0.load < $1.load }) { return session }
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
        guard (try? health.check()) != nil else { return }
        while readers.count + readersOpening < max(1, settings.sharedConnections) {
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
            readers.append(session)
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

    private func readerWasLost(_ session: Session) { readers.removeAll { $0 === session } }
}
