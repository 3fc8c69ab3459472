import Database
import Sockets

extension Desk {
    /// Begins to fetch the rows of a cursor that is still to be declared.
    func stream(
        _ declaration: Query, _ name: [UInt8], on session: Session, limit: Duration?
    ) async throws(DatabaseError) -> RowStream {
        await settle(session)
        guard try begin(on: session, limit: limit) else {
            throw DatabaseError(.invalid, "Rows are streamed within a transaction only: begin one.")
        }
        let stream = RowStream(
            session, name: name, patience: (limit ?? settings.statementTimeout) + settings.answerTime)
        stream.open(declaration)
        return stream
    }

    /// The next rows; nil at the end.
    func next(of stream: RowStream) async throws(DatabaseError) -> Rows? {
        while !Task.isCancelled {
            if let rows = try stream.next() { return rows }
            if stream.isAtEnd { return nil }
            await withTaskCancellationHandler {
                await Waiting<Void>.park { park($0, for: stream) }
            } onCancel: {
                loop.call { stream.cancel() }
            }
        }
        throw .cancelled
    }

    /// Being the actor's, it keeps the closure that calls it on the loop.
    private func park(_ waiting: Waiting<Void>, for stream: RowStream) { stream.wait(waiting) }

    /// What is under way is canceled for one who is canceled himself: it costs the transaction.
    func giveUp(_ stream: RowStream) { stream.giveUp(canceling: Task.isCancelled) }

    /// Waits until all that streams have asked for is here: until then nobody can know whether a transaction is open.
    func settle(_ session: Session) async {
        guard let batch = session.streams, !batch.isDone else { return }
        session.isAwaited = true
        await withTaskCancellationHandler {
            await Waiting<Void>.park { park($0, until: batch, of: session) }
        } onCancel: {
            loop.call { batch.stream?.cancel() }
        }
        session.isAwaited = false
    }

    private func park(_ waiting: Waiting<Void>, until batch: Batch, of session: Session) {
        if batch.isDone { return waiting.resume(()) }
        let done = batch.done
        batch.done = { batch in
            done?(batch)
            waiting.resume(())
        }
        session.goOn()
    }
}
