import Database

extension Session {
    /// Reads all answers that have wholly come, and gives each to whom it belongs.
    func receive() {
        let isAlive = libpq.takeInput()
        while loss == nil, script != nil, !libpq.isBusy { if !stepScript() { break } }
        while loss == nil, let next = expected.first, isWanted(next), !libpq.isBusy { if !step(next) { break } }
        while let (channel, message) = libpq.nextNotification() { notified?(channel, message) }
        guard loss == nil else { return }
        if isAlive, libpq.isAlive { return flushRest() }
        let why = libpq.problem.firstLine
        lose(.silent, DatabaseError(.unavailable, "The connection to the database was lost: \(why)."))
    }

    /// Whether it is to be read now. Rows of a stream that has enough of them stay where they are, and reading rests.
    private func isWanted(_ next: Expected) -> Bool {
        guard next.kind == .answer, let stream = next.batch?.stream else { return true }
        if stream.isFull {
            rest()
            return false
        }
        if !hasAnswered { libpq.answerRowByRow() }
        return true
    }

    /// All that has come of one statement, or of a Sync; of a stream the next row. Whether there may be more to read.
    private func step(_ next: Expected) -> Bool {
        repeat {
            guard let answer = libpq.nextAnswer() else { return ended(next) }
            hasAnswered = true
            if next.kind == .sync { return heard(answer, atSyncOf: next.batch) }
            if let batch = next.batch { heard(answer, of: next, by: batch) }
        } while next.batch?.stream == nil && loss == nil && !libpq.isBusy
        return true
    }

    private func heard(_ answer: borrowing ServerAnswer, of next: Expected, by batch: Batch) {
        guard next.kind == .preparation, let entry = next.entry else { return heard(answer, by: batch, next.entry) }
        switch answer.kind {
        case .skipped:
            prepared.forget(entry)
            batch.skipped()
        case .failed:
            prepared.forget(entry)
            heard(ServerFault(answer), by: batch)
        case .row, .rows, .done, .sync: entry.pendingIn = nil
        }
    }

    /// The end of a statement's answers.
    private func ended(_ next: Expected) -> Bool {
        if next.kind == .sync {
            // After a failure of the commit itself an end comes before the Sync's own answer.
            defer { hasAnswered = false }
            return libpq.isAlive && hasAnswered
        }
        guard hasAnswered else { return false }
        hasAnswered = false
        _ = expected.popFirst()
        if next.kind == .answer, let batch = next.batch {
            batch.heardAnswers += 1
            if batch.isSharedRead, batch.heardAnswers == batch.queries.count { batch.finish() }
        }
        return true
    }

    private func heard(_ answer: borrowing ServerAnswer, atSyncOf batch: Batch?) -> Bool {
        guard answer.kind == .sync else {
            // What the commit of an implicit transaction has met: a deferred constraint, a serialization failure.
            heard(ServerFault(answer), by: batch)
            return true
        }
        hasAnswered = false
        _ = expected.popFirst()
        syncsHeard += 1
        answered = heard
        if !isCanceling, syncsHeard > syncsBeforeCancel { mayHaveCanceledAnother = false }
        guard let batch else { return true }
        if batch.failure != nil || batch.queries.contains(where: { $0.verb == .rollback || $0.verb == .savepoint }) {
            // What was set in the transaction may have been undone with it.
            if isLimitTentative { statementLimit = nil }
            isLimitTentative = false
        }
        if batch.isCanceled { cancelDeadline = nil }
        batch.finish()
        return true
    }

    private func heard(_ answer: borrowing ServerAnswer, by batch: Batch, _ entry: PreparedStatements.Entry?) {
        switch answer.kind {
        case .skipped: batch.skipped()
        case .failed:
            let fault = ServerFault(answer)
            if fault.isStalePlan, let entry { prepared.forget(entry) }
            heard(fault, by: batch)
        case .row, .rows, .done, .sync:
            if batch.isDone { return }
            do throws(DatabaseError) {
                if let stream = batch.stream { return try heard(answer, of: stream, by: batch) }
                batch.succeeded(try rows(answer, entry, batch))
            } catch {
                batch.failed(error)
            }
        }
    }

    private func heard(
        _ answer: borrowing ServerAnswer, of stream: RowStream, by batch: Batch
    ) throws(DatabaseError) {
        let kind = answer.kind
        if answer.size > Self.large { isSpent = true }
        if kind == .row || kind == .rows { try stream.take(answer) }
        if kind != .row { batch.succeeded(Rows()) }
    }

    private func rows(
        _ answer: borrowing ServerAnswer, _ entry: PreparedStatements.Entry?, _ batch: Batch
    ) throws(DatabaseError) -> Rows {
        guard answer.kind == .rows else {
            let isCommit = batch.next < batch.queries.count && batch.queries[batch.next].verb == .commit
            if isCommit, answer.tag == "ROLLBACK" {
                throw DatabaseError(
                    .invalid, "A statement of the transaction had failed before: nothing was committed.",
                    native: "25P02")
            }
            var rows = Rows()
            rows.affected = answer.affected
            watch.tally.add(rows.affected, .rows)
            return rows
        }
        let shape: AnswerShape
        if let known = entry?.shape {
            shape = known
        } else {
            shape = try AnswerShape(answer)
            entry?.shape = shape
        }
        if answer.size > Self.large { isSpent = true }
        var rows = Rows(columns: shape.names)
        try rows.append(answer, shape)
        rows.affected = answer.rowCount
        watch.tally.add(answer.rowCount, .rows)
        return rows
    }

    private func heard(_ fault: ServerFault, by batch: Batch?) {
        if fault.isFatal {
            // Answers of libpq's own have no code: the server did not say anything.
            return lose(fault.state.isEmpty ? .silent : .told, fault.error)
        }
        guard let batch else { return }
        if fault.state == "26000" { prepared.forgetAll() }
        if fault.state == ServerFault.canceled, batch.isCanceled { return batch.failed(.cancelled) }
        // Hit by a request that was meant for a neighbor, or by a plan that is no more: a read is sent again.
        let isInnocent = fault.isStalePlan || fault.state == ServerFault.canceled && mayHaveCanceledAnother
        if batch.isSharedRead, isInnocent { return batch.skipped() }
        batch.failed(fault.error)
    }

    private func flushRest() {
        if loss == nil { flush() }
    }

    /// One answer of a script, whose statements run one after the other.
    private func stepScript() -> Bool {
        guard let batch = script else { return false }
        if let answer = libpq.nextAnswer() {
            if answer.kind == .failed { heard(ServerFault(answer), by: batch) }
            return true
        }
        script = nil
        if batch.isCanceled { cancelDeadline = nil }
        if !libpq.enterPipeline() { isSpent = true }
        statementLimit = nil
        batch.finish()
        return true
    }
}
