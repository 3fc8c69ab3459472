import Database
import Sockets

// Whoever is on the loop already does all of this in place: to enter the actor would cost a look for the executor each
// time, and where the caller is nobody's actor, two more turns. Whether one is on the loop is asked anew after whatever
// may suspend, for a task that belongs to no loop may have come there by chance.
extension Desk {
    /// Statements as they go to the server.
    nonisolated func queries(_ statements: [Statement]) throws(DatabaseError) -> [Query] {
        let texts = loop.isCurrent ? texts : nil
        var queries: [Query] = []
        queries.reserveCapacity(statements.count)
        for statement in statements { queries.append(try Query(statement, texts)) }
        return queries
    }

    /// Runs statements on a connection that is lent.
    ///
    /// `apart`: each for itself, unless a transaction is open; else all or none.
    nonisolated func run(
        _ queries: [Query], on session: Session, limit: Duration?, apart: Bool = true, onlyReads: Bool
    ) async throws(DatabaseError) -> Batch {
        guard let batch = try beginHere(queries, on: session, limit: limit, apart: apart, onlyReads: onlyReads) else {
            return try await enterAndRun(queries, on: session, limit: limit, apart: apart, onlyReads: onlyReads)
        }
        await ask(batch, of: session)
        // Who has come elsewhere meanwhile has it looked at where it was written.
        return loop.isCurrent && batch.failure == nil ? batch : try await outcome(of: batch, on: session)
    }

    /// Makes the batch for whoever is on the loop already.
    private nonisolated func beginHere(
        _ queries: [Query], on session: Session, limit: Duration?, apart: Bool, onlyReads: Bool
    ) throws(DatabaseError) -> Batch? {
        guard loop.isCurrent, session.isSettled else { return nil }
        return try makeBatch(queries, on: session, limit: limit, apart: apart, onlyReads: onlyReads)
    }

    private func enterAndRun(
        _ queries: [Query], on session: Session, limit: Duration?, apart: Bool, onlyReads: Bool
    ) async throws(DatabaseError) -> Batch {
        await settle(session)
        let batch = try makeBatch(queries, on: session, limit: limit, apart: apart, onlyReads: onlyReads)
        await ask(batch, of: session)
        return try await outcome(of: batch, on: session)
    }

    /// The batch, or why it failed.
    private func outcome(of batch: Batch, on session: Session) async throws(DatabaseError) -> Batch {
        guard let failure = batch.failure else { return batch }
        // Ours is the transaction that is left open by it.
        if !session.isLost, session.transaction == .failed, batch.hasFailedInOurs { await rollBack(session) }
        throw failure
    }

    private nonisolated func makeBatch(
        _ queries: [Query], on session: Session, limit: Duration?, apart: Bool, onlyReads: Bool
    ) throws(DatabaseError) -> Batch {
        let isOpen = try begin(on: session, limit: limit)
        let (all, isOurs) = apart ? queries.apart(inTransaction: isOpen) : (queries, [])
        let batch = Batch(
            all, patience: (limit ?? settings.statementTimeout) + settings.answerTime, onlyReads: onlyReads,
            isOurs: isOurs)
        batch.beginsOpen = isOpen
        session.callers = batch
        return batch
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

    nonisolated func isInTransaction(_ session: Session) async -> Bool {
        loop.isCurrent && session.isSettled ? session.transaction == .open : await enterAndLook(session)
    }

    private func enterAndLook(_ session: Session) async -> Bool {
        await settle(session)
        return session.transaction == .open
    }

    /// Whether a transaction is open on a connection that can take statements.
    nonisolated func begin(on session: Session, limit: Duration?) throws(DatabaseError) -> Bool {
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
    private nonisolated func set(_ limit: Duration?, on session: Session) {
        let wanted = (limit ?? settings.statementTimeout).wire
        guard session.statementLimit != wanted, session.transaction != .failed else { return }
        session.statementLimit = wanted
        session.isLimitTentative = session.transaction == .open
        session.submit(Batch([Query(statementLimit: wanted)], patience: settings.answerTime, onlyReads: true))
    }

    nonisolated func rollBack(_ session: Session) async {
        let batch = Batch([.rollback], patience: settings.answerTime, onlyReads: true)
        await Waiting<Void>.park { waiting in
            batch.done = { _ in waiting.resume(()) }
            session.submit(batch)
        }
    }

    /// Sends a batch and waits for its end. Who is canceled has the server end it, as soon as the clock of the loop's
    /// connections finds it: a handler of cancellation for each statement would cost a tenth of a short read.
    func ask(
        _ batch: Batch, of session: Session, gathering: Bool = false,
        isolation: isolated (any Actor)? = #isolation
    ) async {
        await Waiting<Void>.park { waiting in
            batch.wake(waiting)
            if loop.isCurrent { return session.send(batch, gathering: gathering) }
            loop.call { session.send(batch, gathering: gathering) }
        }
    }
}
