import Basics
import Database
import SQLite
import TestSupport
import Testing

@Suite("SQLite keeps values as they are", .timeLimit(.minutes(2))) struct ValueTests {
    private func kept<Value: SQLColumn & SQLBindable>(_ values: [Value], _ type: Statement) async throws -> [Value] {
        let scratch = try await Scratch(.init(), ["CREATE TABLE kept (place BIGINT, value \(type))"])
        for (place, value) in values.enumerated() {
            try await scratch.database.write("INSERT INTO kept VALUES (\(place), \(value))")
        }
        let rows = try await scratch.database.read("SELECT value FROM kept ORDER BY place")
        await scratch.database.close()
        return try rows.column()
    }

    @Test func `integers come back`() async throws {
        let values: [Int64] = [.min, .min + 1, -1, 0, 1, 127, 128, 1 << 53 + 1, .max]
        #expect(try await kept(values, "BIGINT") == values)
    }

    @Test func `reals come back to the bit`() async throws {
        let values: [Double] = [
            0, 1, -1, 0.1, 1 / 3, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude,
            .infinity, -.infinity, 9_007_199_254_740_992, 1e300, -123_456.789,
        ]
        let back = try await kept(values, "DOUBLE PRECISION")
        #expect(back.map(\.bitPattern) == values.map(\.bitPattern))
    }

    /// A column of reals stores zero as an integer, which has no sign.
    @Test func `a zero's sign comes back from a column without a type`() async throws {
        #expect(try await kept([-0.0], "").map(\.bitPattern) == [(-0.0).bitPattern])
        #expect(try await kept([-0.0], "DOUBLE PRECISION") == [0])
    }

    @Test func `NaN comes back, sorts after all numbers and before nothing that is there`() async throws {
        #expect(try await kept([Double.nan], "DOUBLE PRECISION").first?.isNaN == true)
        let scratch = try await Scratch(.init(), ["CREATE TABLE kept (value DOUBLE PRECISION)"])
        for value in [1, .nan, .infinity, -.infinity, Double?.none] {
            try await scratch.database.write("INSERT INTO kept VALUES (\(value))")
        }
        let rows = try await scratch.database.read("SELECT value FROM kept ORDER BY value")
        let values: [Double?] = try rows.column()
        #expect(values[0] == nil)
        #expect(values[1...3] == [-.infinity, 1, .infinity])
        #expect(values[4]?.isNaN == true)
        await scratch.database.close()
    }

    @Test func `in a strict table ANY keeps every real, and REAL says why it does not`() async throws {
        let scratch = try await Scratch(
            .init(), ["CREATE TABLE kept (place INTEGER PRIMARY KEY, a ANY, r REAL) STRICT"])
        let values: [Double] = [-.infinity, -1, -0.0, 1, 9_007_199_254_740_992, .infinity, .nan]
        for value in values { try await scratch.database.write("INSERT INTO kept (a) VALUES (\(value))") }
        let back = try await scratch.database.read("SELECT a FROM kept ORDER BY a").column(Double.self)
        #expect(back.dropLast().map(\.bitPattern) == values.dropLast().map(\.bitPattern))
        #expect(back.last?.isNaN == true)
        let error = await failure { try await scratch.database.write("INSERT INTO kept (r) VALUES (\(Double.nan))") }
        #expect(error?.code == .ruleBroken)
        #expect(error?.message.contains("must be of the type ANY") == true)
        await scratch.database.close()
    }

    @Test func `the greatest of many reals is NaN in a strict table too`() async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE best (key INTEGER PRIMARY KEY, value ANY) STRICT"])
        var rows = Columns([.init("key", .integer), .init("value", .real)])
        for value in [1, .nan, .infinity, 5] as [Double] { rows.append([.integer(1), .real(value)]) }
        for value in [-.infinity, -0.0, -7] as [Double] { rows.append([.integer(2), .real(value)]) }
        let insertion = Insertion(
            into: "best", ["key", "value"], onConflict: .keepsGreatest(key: ["key"], by: ["value"]))
        try await scratch.database.commit([BulkInsert(rows, [insertion])])
        let best = try await scratch.database.read("SELECT value FROM best ORDER BY key").column(Double.self)
        #expect(best[0].isNaN)
        #expect(best[1] == 0 && best[1].sign == .minus)
        await scratch.database.close()
    }

    @Test func `texts of all of Unicode come back`() async throws {
        var values = [
            "", " ", "'", "\"", "é", "e\u{301}", "\u{FEFF}x", "\u{FFFF}", "\u{10FFFF}", "👩‍👩‍👧‍👦", "\r\n\t\u{1}\u{7F}",
        ]
        let all = (1...0x10FFFF).compactMap { Unicode.Scalar($0) }.filter { $0.value % 7 == 1 }
        values.append(String(String.UnicodeScalarView(all)))
        let back = try await kept(values, "TEXT")
        #expect(back.map { Array($0.utf8) } == values.map { Array($0.utf8) })
    }

    @Test func `bytes come back, none among them`() async throws {
        let values: [[UInt8]] = [[], [0], Array(0...255), Array(repeating: 0, count: 100_000)]
        #expect(try await kept(values, "BLOB") == values)
    }

    @Test func `moments before Christ and the ends of time come back`() async throws {
        let values = [Int64.min, -62_200_000_000_000, -1, 0, 1_700_000_000_123, .max].map(Instant.init(milliseconds:))
        #expect(try await kept(values, "BIGINT") == values)
    }

    @Test func `truth comes back, and what is missing of each type`() async throws {
        #expect(try await kept([true, false], "BOOLEAN") == [true, false])
        #expect(try await kept([Int64?.none], "BIGINT") == [nil])
        #expect(try await kept([Double?.none], "DOUBLE PRECISION") == [nil])
        #expect(try await kept([String?.none, "x"], "TEXT") == [nil, "x"])
        #expect(try await kept([[UInt8]?.none], "BLOB") == [nil])
    }

    @Test func `a row of 100 MB comes back`() async throws {
        let value = [UInt8](repeating: 7, count: 100_000_000)
        #expect(try await kept([value], "BLOB") == [value])
    }

    @Test func `a text with a NUL is refused by the number of its parameter`() async throws {
        let scratch = try await Scratch()
        let error = await failure { try await scratch.database.read("SELECT \(1), \("a\0b")") }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("$2") == true)
        await scratch.database.close()
    }

    @Test func `more parameters than the database takes are refused`() async throws {
        let scratch = try await Scratch()
        let many = Statement(joining: (0..<65_536).map { "\($0)" }, by: ",")
        let error = await failure { try await scratch.database.read("SELECT 1 WHERE 1 IN (\(many))") }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("65536") == true)
        await scratch.database.close()
    }

    @Test func `a value that is too large is refused by its number`() async throws {
        let scratch = try await Scratch()
        let large = [UInt8](repeating: 0, count: 1_000_000_001)
        let error = await failure { try await scratch.database.write("SELECT \(large)") }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("$1") == true)
        await scratch.database.close()
    }

    @Test func `one of many finds numbers, moments and texts`() async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE kept (number BIGINT, text TEXT)"])
        let texts = [
            "", "'", "\"", "\\", "\\u0041", "\u{1}\u{1F}\n", "é", "e\u{301}", "\u{10FFFF}", "\u{FFFF}", "]", "1",
        ]
        let numbers: [Int64] = [.min, -1, 0, 1, .max, 1 << 53 + 1]
        for text in texts { try await scratch.database.write("INSERT INTO kept (text) VALUES (\(text))") }
        for number in numbers { try await scratch.database.write("INSERT INTO kept (number) VALUES (\(number))") }
        for text in texts {
            #expect(try await scratch.database.number("SELECT count(*) FROM kept WHERE text \(among: [text])") == 1)
        }
        let all = try await scratch.database.number("SELECT count(*) FROM kept WHERE text \(among: texts)")
        #expect(all == texts.count)
        #expect(try await scratch.database.number("SELECT count(*) FROM kept WHERE text \(among: [String]())") == 0)
        for number in numbers {
            #expect(try await scratch.database.number("SELECT count(*) FROM kept WHERE number \(among: [number])") == 1)
        }
        let many = Array(Int64(0)..<100_000)
        #expect(try await scratch.database.number("SELECT count(*) FROM kept WHERE number \(among: many)") == 2)
        let error = await failure { try await scratch.database.read("SELECT 1 WHERE '' \(among: ["a", "b\0"])") }
        #expect(error?.code == .invalid)
        await scratch.database.close()
    }
}
