import Database
import Machine
import Sockets

extension Session {
    /// Sends a batch with others, or by itself.
    func send(_ batch: Batch, gathering: Bool) {
        if gathering { gather(batch) } else { submit(batch) }
    }

    /// Sends a batch before a Sync of its own.
    func submit(_ batch: Batch) {
        guard isReady(for: batch) else { return }
        if case .script(let text) = batch.kind { return submit(script: text, batch) }
        endGroup()
        guard sendAll(of: batch) else { return }
        sync(batch)
        dropSurplus()
    }

    /// Sends a batch with all others that come in this turn of the loop.
    func gather(_ batch: Batch) {
        guard isReady(for: batch) else { return }
        let isFirst = !isGathering
        isGathering = true
        guard sendAll(of: batch) else { return }
        if isFirst { loop.atTurnEnd { [self] in endGroup() } }
    }

    private func isReady(for batch: Batch) -> Bool {
        if let loss {
            batch.failed(DatabaseError(.unavailable, loss.message, native: loss.native))
            batch.finish()
            return false
        }
        if batch.isCanceled || batch.queries.isEmpty && !batch.isScript {
            if batch.isCanceled { batch.failed(.cancelled) }
            batch.finish()
            return false
        }
        if isCanceling {
            held.append(batch)
            return false
        }
        if isIdle {
            heard = Ticks.milliseconds
            watch.wake()
        }
        return true
    }

    /// Sends what was held back.
    func release() {
        let batches = held
        held = []
        for batch in batches {
            if case .sharedRead = batch.kind { gather(batch) } else { submit(batch) }
        }
    }

    /// Closes the group of what was gathered in this turn.
    private func endGroup() {
        guard isGathering, loss == nil else { return }
        sync(nil)
        dropSurplus()
    }

    private func sync(_ batch: Batch?) {
        isGathering = false
        guard libpq.sync() else { return loseOutput() }
        expected.append(Expected(kind: .sync, batch: batch))
        group += 1
        flush()
    }

    private func sendAll(of batch: Batch) -> Bool {
        for index in batch.queries.indices { if !send(batch.queries[index], of: batch) { return false } }
        return true
    }

    /// False when the connection was lost over it.
    private func send(_ query: Query, of batch: Batch) -> Bool {
        watch.tally.add(1, .statements)
        if query.parameters.bytes.count > Self.large { isSpent = true }
        guard query.text.isWorthPreparing else { return sendUnprepared(query, of: batch) }
        switch prepared.use(query.text, in: group) {
        case .unsure: return sendUnprepared(query, of: batch)
        case .prepared(let entry): return send(entry, query, of: batch)
        case .new(let entry):
            guard libpq.prepare(entry.name, query.text) else { return refuseOutput(batch) }
            expected.append(Expected(kind: .preparation, batch: batch, entry: entry))
            return send(entry, query, of: batch)
        }
    }

    private func send(_ entry: PreparedStatements.Entry, _ query: Query, of batch: Batch) -> Bool {
        guard libpq.execute(prepared: entry.name, query.parameters) else { return refuseOutput(batch) }
        expected.append(Expected(kind: .answer, batch: batch, entry: entry))
        return true
    }

    private func sendUnprepared(_ query: Query, of batch: Batch) -> Bool {
        guard libpq.execute(query.text, query.parameters) else { return refuseOutput(batch) }
        expected.append(Expected(kind: .answer, batch: batch))
        return true
    }

    /// Without memory for it, or without a connection: a group that is half sent cannot be taken back.
    private func refuseOutput(_ batch: Batch) -> Bool {
        loseOutput()
        batch.failed(DatabaseError(.unavailable, "The connection to the database was lost."))
        batch.finish()
        return false
    }

    private func loseOutput() {
        lose(
            .silent, DatabaseError(.unavailable, "The connection to the database was lost: \(libpq.problem.firstLine).")
        )
    }

    /// Lets the server forget prepared statements that made room for others. In a group of its own: it must not take
    /// part in anybody's failure.
    private func dropSurplus() {
        let surplus = prepared.takeSurplus()
        guard !surplus.isEmpty, loss == nil else { return }
        let queries = surplus.map { Query(deallocating: $0.name) }
        submit(Batch(queries, patience: .seconds(30), onlyReads: true))
    }

    private func submit(script text: [UInt8], _ batch: Batch) {
        guard expected.isEmpty, libpq.leavePipeline(), libpq.execute(script: text) else {
            return _ = refuseOutput(batch)
        }
        watch.tally.add(1, .statements)
        script = batch
        flush()
    }

    /// More than this in one value, or in one answer, and libpq's memory is not kept.
    static var large: Int { 16 << 20 }
}

extension Batch {
    var isScript: Bool { if case .script = kind { true } else { false } }
    var isSharedRead: Bool { if case .sharedRead = kind { true } else { false } }
}
