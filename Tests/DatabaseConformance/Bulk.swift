import Basics
import Database
import Testing

/// Points of series, as they are inserted by thousands.
enum Points {
    typealias Row = (series: Int64, step: Int64, value: Double?)

    static func row(_ series: Int64, _ step: Int64, _ value: Double?) -> Row { (series, step, value) }

    static func columns(_ rows: [Row]) -> Columns {
        var columns = Columns([.init("series", .integer), .init("step", .integer), .init("value", .real)])
        for row in rows {
            columns.append([.integer(row.series), .integer(row.step), row.value.map { .real($0) } ?? .null(.real)])
        }
        return columns
    }

    static func insert(
        _ rows: [Row], onConflict conflict: Insertion.Conflict = .fails
    ) -> BulkInsert {
        BulkInsert(columns(rows), [Insertion(into: "points", ["series", "step", "value"], onConflict: conflict)])
    }

    /// The point, and the latest value of its series.
    static func withLatest(_ rows: [Row]) -> BulkInsert {
        BulkInsert(
            columns(rows),
            [
                Insertion(into: "points", ["series", "step", "value"], onConflict: .keepsOld),
                Insertion(
                    into: "latest", ["series", "step", "value"],
                    onConflict: .keepsGreatest(key: ["series"], by: ["step", "value"])),
            ])
    }

    static func latest(_ database: any SQLDatabase) async throws -> [[Double]] {
        let rows = try await database.read("SELECT series, step, value FROM latest ORDER BY series")
        return try rows.map { row in
            var row = row
            return [Double(try row.next(Int.self)), Double(try row.next(Int.self)), try row.next(Double.self)]
        }
    }
}

extension DatabaseConformance {
    static let bulk: [Sentence] =
        [
            Things.sentence("ten thousand rows are inserted at once") { database async throws in
                let rows = (0..<10_000).map { Points.row(Int64($0 % 10), Int64($0), Double($0) / 2) }
                let written = try await database.transaction { try await $0.insert(Points.insert(rows)) }
                #expect(written == 10_000)
                #expect(try await Things.count(database, "points") == 10_000)
                let some = try await database.read("SELECT value FROM points WHERE series = 7 AND step = 4007")
                #expect(try some.column(Double.self) == [2003.5])
            },
            Things.sentence("no rows are no work") { database async throws in
                #expect(try await database.transaction { try await $0.insert(Points.insert([])) } == 0)
            },
            Things.sentence("missing values are missing") { database async throws in
                try await database.transaction { _ = try await $0.insert(Points.insert([(1, 1, nil), (1, 2, 0)])) }
                let values = try await database.read("SELECT value FROM points ORDER BY step").column(Double?.self)
                #expect(values == [nil, 0])
            },
            Things.sentence("values of every type are inserted") { database async throws in
                let heads: [Columns.Column] = [
                    .init("id", .integer), .init("name", .text), .init("flag", .boolean), .init("amount", .real),
                    .init("data", .bytes), .init("at", .instant),
                ]
                var columns = Columns(heads)
                let moment = Instant(milliseconds: -62_198_755_200_001)
                columns.append([
                    .integer(1), .text(#"a"\b{},ü"#), .boolean(true), .real(.nan), .bytes([0, 255]), .instant(moment),
                ])
                columns.append([
                    .integer(2), .null(.text), .null(.boolean), .null(.real), .null(.bytes), .null(.instant),
                ])
                columns.append([
                    .integer(3), .text(""), .boolean(false), .real(-.infinity), .bytes([]), .instant(moment),
                ])
                let insert = BulkInsert(columns, [Insertion(into: "things", heads.map(\.name))])
                #expect(try await database.transaction { try await $0.insert(insert) } == 3)
                let rows = try await database.read("SELECT name, flag, amount, data, at FROM things ORDER BY id")
                var (first, second, third) = (rows[0], rows[1], rows[2])
                #expect(try first.next(String.self) == #"a"\b{},ü"#)
                #expect(try first.next(Bool.self))
                #expect(try first.next(Double.self).isNaN)
                #expect(try first.next([UInt8].self) == [0, 255])
                #expect(try first.next(Instant.self) == moment)
                #expect(try second.next(String?.self) == nil)
                #expect(try third.next(String.self) == "")
            },
            Things.sentence("a text with a NUL among many is refused") { database async throws in
                var columns = Columns([.init("word", .text)])
                columns.append([.text("a")])
                columns.append([.text("\u{0}")])
                let insert = BulkInsert(columns, [Insertion(into: "words", ["word"])])
                await expect(.invalid) { try await database.transaction { try await $0.insert(insert) } }
                #expect(try await Things.count(database, "words") == 0)
            },
            Things.sentence("rows without a key may be the same") { database async throws in
                var columns = Columns([.init("word", .text)])
                for _ in 0..<3 { columns.append([.text("same")]) }
                let insert = BulkInsert(columns, [Insertion(into: "words", ["word"])])
                #expect(try await database.transaction { try await $0.insert(insert) } == 3)
            },
            Things.sentence("a table that is not there is invalid") { database async throws in
                let insert = BulkInsert(Points.columns([(1, 1, 1)]), [Insertion(into: "nowhere", ["series"])])
                await expect(.invalid) { try await database.transaction { try await $0.insert(insert) } }
            },
            Things.sentence("what was inserted in a transaction that throws is undone") { database async throws in
                _ = try? await database.transaction { connection async throws in
                    _ = try await connection.insert(Points.insert([(1, 1, 1)]))
                    throw Whim()
                }
                #expect(try await Things.count(database, "points") == 0)
            },
        ]

    static let conflicts: [Sentence] =
        [
            Things.sentence("a double fails the whole insertion") { database async throws in
                try await database.transaction { _ = try await $0.insert(Points.insert([(1, 1, 1)])) }
                await expect(.duplicate) {
                    try await database.transaction { try await $0.insert(Points.insert([(2, 2, 2), (1, 1, 9)])) }
                }
                #expect(try await Things.count(database, "points") == 1)
            },
            Things.sentence("a double among the rows fails the whole insertion") { database async throws in
                await expect(.duplicate) {
                    try await database.transaction { try await $0.insert(Points.insert([(1, 1, 1), (1, 1, 2)])) }
                }
            },
            Things.sentence("the old row stays where that is asked, and is not counted") { database async throws in
                let written = try await database.transaction { connection async throws in
                    _ = try await connection.insert(Points.insert([(1, 1, 1)]))
                    return try await connection.insert(
                        Points.insert([(1, 1, 9), (1, 2, 2), (1, 2, 3)], onConflict: .keepsOld))
                }
                #expect(written == 1)
                let values = try await database.read("SELECT value FROM points ORDER BY step").column(Double.self)
                #expect(values == [1, 2])
            },
            Things.sentence("the old row stays, and what the transaction did before holds") { database async throws in
                try await database.transaction { connection async throws in
                    try await connection.execute("INSERT INTO things (id) VALUES (1)")
                    _ = try await connection.insert(Points.insert([(1, 1, 1)]))
                    _ = try await connection.insert(Points.insert([(1, 1, 9)], onConflict: .keepsOld))
                    try await connection.execute("INSERT INTO things (id) VALUES (2)")
                }
                #expect(try await Things.ids(database) == [1, 2])
            },
            Things.sentence("the new row takes its place where that is asked; the last of the rows wins") {
                database async throws in
                try await database.transaction { connection async throws in
                    _ = try await connection.insert(Points.insert([(1, 1, 1), (2, 1, 5)]))
                    _ = try await connection.insert(
                        Points.insert([(1, 1, 8), (1, 1, 9)], onConflict: .replaces(key: ["series", "step"])))
                }
                let values = try await database.read("SELECT value FROM points ORDER BY series").column(Double.self)
                #expect(values == [9, 5])
            },
            Things.sentence("replacing leaves the columns that are not at hand") { database async throws in
                try await database.transaction([
                    "INSERT INTO latest (series, step, value, note) VALUES (1, 1, 1.0, 'kept')"
                ])
                let insert = BulkInsert(
                    Points.columns([(1, 2, 2)]),
                    [Insertion(into: "latest", ["series", "step", "value"], onConflict: .replaces(key: ["series"]))])
                try await database.transaction { _ = try await $0.insert(insert) }
                #expect(try await Points.latest(database) == [[1, 2, 2]])
                #expect(try await database.read("SELECT note FROM latest").column(String.self) == ["kept"])
            },
            greatest("the greatest of the rows stands", [(1, 1, 5), (1, 3, 1), (1, 2, 9)], [[1, 3, 1]]),
            greatest("at the same first column the second decides", [(1, 3, 1), (1, 3, 4), (1, 3, 2)], [[1, 3, 4]]),
            greatest("each key has its own", [(2, 1, 1), (1, 9, 9), (2, 2, 0)], [[1, 9, 9], [2, 2, 0]]),
            Things.sentence("what is in the table stands against smaller rows") { database async throws in
                try await database.transaction { _ = try await $0.insert(Points.withLatest([(1, 5, 5)])) }
                try await database.transaction { _ = try await $0.insert(Points.withLatest([(1, 4, 9), (1, 5, 4)])) }
                #expect(try await Points.latest(database) == [[1, 5, 5]])
                try await database.transaction { _ = try await $0.insert(Points.withLatest([(1, 5, 6)])) }
                #expect(try await Points.latest(database) == [[1, 5, 6]])
            },
            Things.sentence("NaN is the greatest of all") { database async throws in
                let rows = [Points.row(1, 5, .infinity), Points.row(1, 5, .nan), Points.row(1, 5, 1)]
                try await database.transaction { _ = try await $0.insert(Points.withLatest(rows)) }
                #expect(try await Points.latest(database)[0][2].isNaN)
                try await database.transaction { _ = try await $0.insert(Points.withLatest([(1, 5, .infinity)])) }
                #expect(try await Points.latest(database)[0][2].isNaN)
            },
            Things.sentence("one insertion fills two tables") { database async throws in
                let written = try await database.transaction {
                    try await $0.insert(Points.withLatest([(1, 1, 1), (1, 2, 2), (2, 1, 3)]))
                }
                #expect(written >= 3)
                #expect(try await Things.count(database, "points") == 3)
                #expect(try await Points.latest(database) == [[1, 2, 2], [2, 1, 3]])
            },
        ]

    private static func greatest(
        _ what: String, _ rows: [Points.Row], _ expected: [[Double]]
    ) -> Sentence {
        Things.sentence(what) { database async throws in
            try await database.transaction { _ = try await $0.insert(Points.withLatest(rows)) }
            #expect(try await Points.latest(database) == expected)
        }
    }
}
