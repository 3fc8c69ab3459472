import Database

// A row of `pgbench_accounts` by its key, for 16 callers: what `pgbench -S` reads.
extension PostgreSQLLoad {
    /// On the connections that all callers share.
    func sharedReads() async throws -> String {
        _ = try await database.read("SELECT 1")
        return try await load(16) { caller, start in
            var accounts = Accounts(seed: caller)
            return try await Waits.repeating(until: start) { _ in
                Accounts.check(try await database.read(accounts.next()))
            }
        }
    }

    /// Each on a connection that it has for the whole time, as a client of `pgbench` has its own.
    func ownReads() async throws -> String {
        try await load(16) { caller, start in
            try await database.withConnection(.reading) { connection in
                var accounts = Accounts(seed: caller)
                return try await Waits.repeating(until: start) { _ in
                    Accounts.check(try await connection.rows(accounts.next()))
                }
            }
        }
    }

    /// Each on a connection that is lent for this one read.
    func lentReads() async throws -> String {
        try await load(16) { caller, start in
            var accounts = Accounts(seed: caller)
            return try await Waits.repeating(until: start) { _ in
                Accounts.check(
                    try await database.withConnection(.reading) { try await $0.rows(accounts.next()) })
            }
        }
    }
}

/// Accounts of `pgbench -i -s 10`, in no order.
private struct Accounts {
    private var number: UInt64

    init(seed: Int) { number = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 }

    /// Of a known generator (Knuth, MMIX): the system's own would cost as much as the reading.
    mutating func next() -> Statement {
        number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return "SELECT abalance FROM pgbench_accounts WHERE aid = \(Int(number >> 33) % 1_000_000 + 1)"
    }

    static func check(_ rows: Rows) { precondition(rows.count == 1, "an account has one row") }
}
