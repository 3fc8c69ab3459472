import Database
import Sockets

extension Desk {
    /// Runs statements on a connection that is lent.
    ///
    /// `apart`: each for itself, unless a transaction is open; else all or none.
    func run(
        _ queries: [Query], on session: Session, limit: Duration?, apart: Bool = true, onlyReads: Bool
    ) async throws(DatabaseError) -> Batch {
        if session.streams != nil { await settle(session) }
        let isOpen = try begin(on: session, limit: limit)
        let (all, isOurs) =
            apart ? queries.apart(inTransaction: isOpen) : (queries, Array(repeating: false, count: queries.count))
        let batch = Batch(
            all, patience: (limit ?? settings.statementTimeout) + settings.answerTime, onlyReads: onlyReads,
            isOurs: isOurs)
        batch.beginsOpen = isOpen
        session.callers = batch
        await ask(batch, of: session)
        guard let failure = batch.failure else { return batch }
        // Ours is the transaction that is left open by it.
        if !session.isLost, session.transaction == .failed, batch.hasFailedInOurs { await rollBack(session) }
        throw failure
    }

    func run(script: [UInt8], on session: Session, limit: Duration?) async throws(DatabaseError) {
        if session.streams != nil { await settle(session) }
        let isOpen = try begin(on: session, limit: limit)
        let batch = Batch(
            [], kind: .script(script), patience: (limit ?? settings.statementTimeout) + settings.answerTime)
        batch.beginsOpen = isOpen
        // What was set before it goes first: it must have answered before the pipeline is left.
        if !session.isIdle { _ = try await run([.ping], on: session, limit: limit, onlyReads: true) }
        session.callers = batch
        await ask(batch, of: session)
        if let failure = batch.failure { throw failure }
    }

    func isInTransaction(_ session: Session) async -> Bool {
        await settle(session)
        return session.transaction == .open
    }

    /// Whether a transaction is open on a connection that can take statements.
    func begin(on session: Session, limit: Duration?) throws(DatabaseError) -> Bool {
        if Task.isCancelled { throw .cancelled }
        if let loss = session.loss { throw DatabaseError(.unavailable, loss.message, native: loss.native) }
        guard session.isAtRest else {
            throw DatabaseError(.invalid, "One connection runs one call at a time: wait for the one before.")
        }
        let isOpen = session.transaction == .open || session.transaction == .failed
        set(limit, on: session)
        return isOpen
    }

    /// Sets how long statements may run, ahead of the next ones, without a round trip.
    private func set(_ limit: Duration?, on session: Session) {
        let wanted = (limit ?? settings.statementTimeout).wire
        guard session.statementLimit != wanted, session.transaction != .failed else { return }
        session.statementLimit = wanted
        session.isLimitTentative = session.transaction == .open
        session.submit(Batch([Query(statementLimit: wanted)], patience: settings.answerTime, onlyReads: true))
    }

    func rollBack(_ session: Session) async {
        let batch = Batch([.rollback], patience: settings.answerTime, onlyReads: true)
        await Waiting<Void>.park { waiting in
            batch.done = { _ in waiting.resume(()) }
            session.submit(batch)
        }
    }

    /// Sends a batch and waits for its end. Who is canceled has the server end it.
    func ask(_ batch: Batch, of session: Session, gathering: Bool = false) async {
        await withTaskCancellationHandler {
            await Waiting<Void>.park { send(batch, to: session, gathering: gathering, for: $0) }
        } onCancel: {
            loop.call { session.cancel(batch) }
        }
    }

    /// Being the actor's, it keeps the closures that call it on the loop.
    private func send(_ batch: Batch, to session: Session, gathering: Bool, for waiting: Waiting<Void>) {
        batch.done = { _ in waiting.resume(()) }
        if gathering { session.gather(batch) } else { session.submit(batch) }
    }
}
