import Database

/// Points of series and the latest of each, as the server will keep them.
enum Points {
    private static let names: [SQLName] = ["run", "key", "step", "at", "value"]
    private static let points = [Insertion(into: "points", names, onConflict: .keepsOld)]
    private static let both =
        points + [
            Insertion(
                into: "latest", names, onConflict: .keepsGreatest(key: ["run", "key"], by: ["step", "at", "value"]))
        ]
    private static let empty = Columns([
        .init("run", .integer), .init("key", .integer), .init("step", .integer), .init("at", .integer),
        .init("value", .real),
    ])
    private static let single = BulkInsert(empty, both)

    /// One point, and what it means for the latest of its series.
    static func one(of caller: Int, step: Int) -> BulkInsert {
        var insert = single
        insert.rows.append(row(caller / 8, caller % 8, step))
        return insert
    }

    /// A hundred steps of ten series. Blocks of one remainder by eight are of one run.
    static func block(_ turn: Int) -> BulkInsert {
        var rows = empty
        for step in 0..<100 {
            for key in 0..<10 { rows.append(row(turn % 8, key, turn / 8 * 100 + step)) }
        }
        return BulkInsert(rows, points)
    }

    private static func row(_ run: Int, _ key: Int, _ step: Int) -> [SQLValue] {
        [.integer(Int64(run)), .integer(Int64(key)), .integer(Int64(step)), .integer(Int64(step)), .real(0.25)]
    }
}
