import Database

// A large result is a cursor of which some rows are fetched at a time: the server waits for whoever reads slowly, and a
// statement's time limit counts for each fetch.
extension LentConnection {
    func stream(_ statement: Statement, _ each: (borrowing Rows) async throws -> Bool) async throws {
        let stream = try await noting { () async throws(DatabaseError) in
            let name = Array("apus_stream_\(nextStream())".utf8)
            let declaration = try Query(declaring: name, RenderedStatement(statement, for: .postgresql))
            return try await desk.stream(declaration, name, on: session, limit: admit())
        }
        let close = Query(closing: stream.name)
        do {
            while let rows = try await next(of: stream), try await each(rows) {}
        } catch {
            await desk.giveUp(stream)
            // In a transaction that has failed there is no cursor left to close.
            _ = try? await run([close])
            throw error
        }
        await desk.giveUp(stream)
        _ = try await run([close])
    }

    private func next(of stream: RowStream) async throws(DatabaseError) -> Rows? {
        try await noting { () async throws(DatabaseError) in try await desk.next(of: stream) }
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
