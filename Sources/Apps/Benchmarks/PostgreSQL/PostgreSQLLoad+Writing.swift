import Database
import Synchronization

extension PostgreSQLLoad {
    /// BEGIN, one row, COMMIT in one round trip, for 16 callers.
    func transactions() async throws -> String {
        try await load(16) { caller, start in
            try await Waits.repeating(until: start) { turn in
                try await database.transaction([
                    "INSERT INTO events (run, step, value) VALUES (\(caller), \(turn), \(0.25))"
                ])
            }
        }
    }

    /// Points that are answered after their own commit.
    func commits(_ callers: Int) async throws -> String {
        try await load(callers) { caller, start in
            try await Waits.repeating(until: start) { turn in
                try await database.commit([Points.one(of: caller, step: turn)])
            }
        }
    }

    /// A million points on four connections, a thousand in each transaction. What they are is made before.
    func bulk() async throws -> String {
        let blocks = (0..<1000).map(Points.block)
        // A connection is open when it is needed: what is measured is the writing.
        _ = try await load(4) { _, _ in
            try await database.withConnection(.writing) { _ = try await $0.rows("SELECT 1") }
            return Waits()
        }
        let start = try Waits.Start(lasting: time)
        let waits = try await withThrowingTaskGroup(of: Waits.self) { group in
            for caller in 0..<4 {
                group.addTask(executorPreference: loop) { try await write(blocks, from: caller) }
            }
            return try await group.reduce(into: Waits()) { $0.append($1) }
        }
        return try waits.line(since: start, each: 1000)
    }

    /// Every fourth block.
    private func write(_ blocks: [BulkInsert], from first: Int) async throws -> Waits {
        var waits = Waits()
        for place in stride(from: first, to: blocks.count, by: 4) {
            try await waits.measure {
                let count = try await database.withConnection(.writing) { try await $0.insert(blocks[place]) }
                precondition(count == 1000, "each block is of rows that are new")
            }
        }
        return waits
    }
}
