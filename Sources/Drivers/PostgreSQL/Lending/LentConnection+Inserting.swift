import Database

extension LentConnection {
    func insert(_ bulk: BulkInsert) async throws(DatabaseError) -> Int {
        if bulk.rows.isEmpty { return 0 }
        return try await noting { () async throws(DatabaseError) in
            let plain = try bulk.queries(ignoringDoubles: false)
            guard bulk.keepsOld else { return Self.written(try await run(plain, apart: false)) }
            let isOpen = await desk.isInTransaction(session)
            do throws(DatabaseError) {
                return Self.written(try await run(isOpen ? [.savepoint] + plain + [.release] : plain, apart: false))
            } catch {
                guard error.code == .duplicate else { throw error }
                let careful = try bulk.queries(ignoringDoubles: true)
                let all = isOpen ? [.rollbackToSavepoint] + careful + [.release] : careful
                return Self.written(try await run(all, apart: false))
            }
        }
    }

    private static func written(_ batch: Batch) -> Int {
        zip(batch.queries, batch.answers).reduce(0) { $0 + ($1.0.verb == .ordinary ? $1.1.affected : 0) }
    }
}
