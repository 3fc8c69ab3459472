import Database

// A large result is a cursor of which some rows are fetched at a time: the server waits for whoever reads slowly, and a
// statement's time limit counts for each fetch.
extension LentConnection {
    func stream(_ statement: Statement, _ each: (borrowing Rows) async throws -> Bool) async throws {
        let name = Array("apus_stream_\(nextStream())".utf8)
        var pace = StreamPace()
        var rows = try await open(name, statement, &pace)
        do {
            while !rows.isEmpty, try await each(rows), !pace.isAtEnd { rows = try await fetch(name, &pace) }
        } catch {
            // In a transaction that has failed there is no cursor left to close.
            _ = try? await run([Query(closing: name)])
            throw error
        }
        _ = try await run([Query(closing: name)])
    }

    private func open(
        _ name: [UInt8], _ statement: Statement, _ pace: inout StreamPace
    ) async throws(DatabaseError) -> Rows {
        guard await desk.isInTransaction(session) else {
            throw DatabaseError(.invalid, "Rows are streamed within a transaction only: begin one.")
        }
        let batch = try await run([
            try Query(declaring: name, RenderedStatement(statement, for: .postgresql)),
            Query(fetching: pace.count, name),
        ])
        return pace.take(batch)
    }

    private func fetch(_ name: [UInt8], _ pace: inout StreamPace) async throws(DatabaseError) -> Rows {
        pace.take(try await run([Query(fetching: pace.count, name)]))
    }
}

/// How many rows are fetched at a time: as many as take a moderate memory, as far as the ones before tell.
struct StreamPace {
    private static let memory = 512 << 10
    private static let most = 4_096

    private(set) var count = 64
    private(set) var isAtEnd = false

    mutating func take(_ batch: Batch) -> Rows {
        let rows = batch.answers.last ?? Rows()
        heard(rows: rows.count, bytes: batch.bytes)
        return rows
    }

    mutating func heard(rows: Int, bytes: Int) {
        isAtEnd = rows < count
        let fitting = Self.memory / max(1, bytes / max(1, rows))
        count = max(1, min(fitting, count * 4, Self.most))
    }
}

extension Query {
    init(declaring name: [UInt8], _ rendered: RenderedStatement) throws(DatabaseError) {
        let head = Array("DECLARE ".utf8) + name + Array(" NO SCROLL CURSOR FOR ".utf8)
        try self.init(text: head + rendered.text, rendered.values, verb: .ordinary, isPrepared: false)
    }

    init(fetching count: Int, _ name: [UInt8]) {
        self.init(internal: Array("FETCH FORWARD \(count) FROM ".utf8) + name)
    }

    init(closing name: [UInt8]) { self.init(internal: Array("CLOSE ".utf8) + name) }
}
