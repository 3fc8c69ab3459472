import Database
import Machine

extension LaneConnection {
    /// Begins to read the rows of a statement; answers the number of the stream.
    func openStream(_ statement: RenderedStatement, limit: Duration) throws(DatabaseError) -> Int {
        defer { noteState() }
        let session = try current()
        guard case .run = try transaction.next(.none, isOpen: !session.handle.isAutocommit) else { return 0 }
        guard !transaction.isIdle else {
            throw DatabaseError(.invalid, "Rows are streamed in a transaction only: begin one first.")
        }
        return try attempt(in: session) { session throws(DatabaseError) in
            let prepared = try session.prepared(statement)
            try session.bind(statement.values, to: prepared)
            return streams.add(.init(statement: prepared, left: limit.nanoseconds))
        }
    }

    /// The next rows, some 256 KiB at most but for one large row; nil at the end.
    func nextRows(of id: Int) throws(DatabaseError) -> Rows? {
        let session = try current()
        guard var stream = streams[id], !stream.hasEnded else { return nil }
        return try attempt(in: session) { session throws(DatabaseError) in
            try checkCancellation()
            let start = Ticks.nanoseconds
            session.watch.begin(stream.statement, terms(for: .none, .nanoseconds(stream.left)))
            defer { session.watch.finish() }
            let rows = try fill(from: &stream, in: session)
            stream.left -= Ticks.nanoseconds - start
            streams[id] = stream
            session.counts.add(rows.count, to: .rows)
            return rows.isEmpty ? nil : rows
        }
    }

    private func fill(from stream: inout StreamTable.Stream, in session: Session) throws(DatabaseError) -> Rows {
        var code = stream.statement.step()
        var rows = Rows(columns: stream.statement.columns)
        var size = 0
        while code == .row {
            size += try session.append(stream.statement, to: &rows) + 32
            if size >= 1 << 18 { return rows }
            code = stream.statement.step()
        }
        guard code == .done else { throw session.error(code) }
        stream.hasEnded = true
        session.counts.ran(rows: 0)
        return rows
    }

    func closeStream(_ id: Int) {
        streams.remove(id)
        noteState()
    }
}
