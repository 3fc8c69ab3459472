import Basics
import Database
import Testing

extension DatabaseConformance {
    /// What is written comes back as it was.
    static let values: [Sentence] =
        integers + reals + booleans + bytes + instants + [
            back("no integer", Int64?.none, "whole"), back("no text", String?.none, "name"),
            back("no real", Double?.none, "amount"), back("no truth", Bool?.none, "flag"),
            back("no bytes", [UInt8]?.none, "data"), back("no moment", Instant?.none, "at"),
            Things.sentence("a value that is not in a table comes back as its type") { database async throws in
                let answer = try await database.read("SELECT \(1), \("a"), \(0.5), \(nil as Int64?)")
                var row = try #require(answer.first)
                #expect(try row.next(Int.self) == 1)
                #expect(try row.next(String.self) == "a")
                #expect(try row.next(Double.self) == 0.5)
                #expect(try row.next(Int?.self) == nil)
            },
            Things.sentence("columns have the names that were given") { database async throws in
                #expect(try await database.read("SELECT id AS a, name AS \"B c\" FROM things").columns == ["a", "B c"])
            },
        ]

    private static let integers: [Sentence] =
        [0, 1, -1, .max, .min, 1 << 31, -(1 << 31) - 1, 1 << 53 + 1].map { (value: Int64) in
            back("the integer \(value)", value, "whole")
        }

    private static let reals: [Sentence] =
        [0.0, 1.5, -1e-300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity].map { value in
            back("the real \(value)", value, "amount")
        } + [
            Things.sentence("negative zero comes back negative") { database async throws in
                #expect(try await roundTrip(-0.0, "amount", database).sign == .minus)
            },
            Things.sentence("NaN comes back as NaN") { database async throws in
                #expect(try await roundTrip(Double.nan, "amount", database).isNaN)
            },
            Things.sentence("NaN sorts after every number, infinity too") { database async throws in
                for (id, amount) in [Double.nan, 1, .infinity, -.infinity].enumerated() {
                    try await database.transaction(["INSERT INTO things (id, amount) VALUES (\(id), \(amount))"])
                }
                let ids = try await database.read("SELECT id FROM things ORDER BY amount").column(Int.self)
                #expect(ids == [3, 1, 2, 0])
            },
            Things.sentence("a whole real is a real, not an integer") { database async throws in
                #expect(try await roundTrip(3.0, "amount", database) == 3.0)
            },
        ]

    private static var booleans: [Sentence] { [true, false].map { back("\($0)", $0, "flag") } }

    private static let bytes: [Sentence] =
        [
            back("no bytes at all", [UInt8](), "data"), back("every byte", (0...255).map { UInt8($0) }, "data"),
            back("one zero", [0], "data"),
            back("a million bytes", [UInt8](repeating: 0xA5, count: 1_000_000), "data"),
            Things.sentence("a row of 100 MB comes back") { database async throws in
                let large = [UInt8](repeating: 7, count: 100_000_000)
                try await database.transaction(["INSERT INTO things (id, data) VALUES (1, \(large))"])
                #expect(try await database.read("SELECT length(data) FROM things").column(Int.self) == [100_000_000])
                #expect(
                    try await database.withConnection(.reading) { connection async throws in
                        try await connection.value("SELECT data FROM things", as: [UInt8].self) == large
                    })
            },
        ]

    private static let moments: [(String, Int64)] = [
        ("the start of 1970", 0), ("a moment before 1970", -1), ("today", 1_795_000_000_123),
        ("a moment before Christ", -62_198_755_200_001), ("the year 4700 before Christ", -210_485_606_400_000),
        ("the year 9999", 253_402_300_799_999), ("the year 200,000", 6_249_000_000_000_000),
    ]

    private static let instants: [Sentence] =
        moments.map { back($0.0, Instant(milliseconds: $0.1), "at") }
        + [
            Things.sentence("moments sort by time, before Christ too") { database async throws in
                for (id, moment) in moments.enumerated() {
                    let at = Instant(milliseconds: moment.1)
                    try await database.transaction(["INSERT INTO things (id, at) VALUES (\(id), \(at))"])
                }
                let ids = try await database.read("SELECT id FROM things ORDER BY at").column(Int.self)
                #expect(ids == moments.indices.sorted { moments[$0].1 < moments[$1].1 })
            }
        ]

    private static func back<Value: SQLBindable & SQLColumn & Equatable>(
        _ what: String, _ value: Value, _ column: Statement
    ) -> Sentence {
        Things.sentence("\(what) comes back") { database async throws in
            #expect(try await roundTrip(value, column, database) == value)
        }
    }

    /// Written by a statement and read back by another.
    private static func roundTrip<Value: SQLBindable & SQLColumn>(
        _ value: Value, _ column: Statement, _ database: any SQLDatabase
    ) async throws -> Value {
        try await database.transaction(["INSERT INTO things (id, \(column)) VALUES (1, \(value))"])
        return try #require(try await database.read("SELECT \(column) FROM things").column(Value.self).first)
    }
}
