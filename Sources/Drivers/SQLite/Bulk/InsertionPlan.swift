import Database

/// How rows of some columns go into their tables: a compiled statement for each table, and which columns it takes.
struct InsertionPlan {
    struct Part {
        let statement: Prepared
        /// The place among the columns at hand of each of the statement's values.
        let columns: [Int]
    }

    let insertions: [Insertion]
    let heads: [Columns.Column]
    let parts: [Part]

    func fits(_ rows: BulkInsert) -> Bool { rows.insertions == insertions && rows.rows.heads == heads }

    init(_ rows: BulkInsert, in session: Session) throws(DatabaseError) {
        insertions = rows.insertions
        heads = rows.rows.heads
        var parts: [Part] = []
        for insertion in insertions {
            let statement = try session.prepared(Array(insertion.sqlite.utf8))
            let columns = insertion.columns.map { name in rows.rows.heads.firstIndex { $0.name == name } ?? 0 }
            parts.append(Part(statement: statement, columns: columns))
        }
        self.parts = parts
    }
}

extension Insertion {
    /// The statement that inserts one row. Names are quoted, so that none is taken for a word of the language.
    var sqlite: String {
        let names = columns.map(\.quoted).joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(table.quoted) (\(names)) VALUES (\(marks))" + onConflict
    }

    private var onConflict: String {
        switch conflict {
        case .fails: ""
        case .keepsOld: " ON CONFLICT DO NOTHING"
        case .replaces(let key): " ON CONFLICT (\(list(key))) DO " + update(key)
        case .keepsGreatest(let key, let order):
            " ON CONFLICT (\(list(key))) DO " + update(key, where: greater(order[...]))
        }
    }

    private func list(_ names: [SQLName]) -> String { names.map(\.quoted).joined(separator: ", ") }

    private func update(_ key: [SQLName], where condition: String? = nil) -> String {
        let others = columns.filter { !key.contains($0) }
        guard !others.isEmpty else { return "NOTHING" }
        return "UPDATE SET " + others.map { "\($0.quoted) = excluded.\($0.quoted)" }.joined(separator: ", ")
            + (condition.map { " WHERE " + $0 } ?? "")
    }

    /// Whether the new row is greater by some columns, one after the other. A missing value is the smallest here, as
    /// SQLite sorts it; comparing with it answers NULL, which a condition takes for false.
    private func greater(_ order: ArraySlice<SQLName>) -> String {
        guard let first = order.first else { return "0" }
        let (new, old) = ("excluded.\(first.quoted)", "\(table.quoted).\(first.quoted)")
        let isGreater = "\(new) > \(old) OR (\(old) IS NULL AND \(new) IS NOT NULL)"
        let rest = order.dropFirst()
        return rest.isEmpty ? isGreater : "\(isGreater) OR (\(new) IS \(old) AND (\(greater(rest))))"
    }
}

extension SQLName {
    fileprivate var quoted: String { "\"" + text + "\"" }
}
