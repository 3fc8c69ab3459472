import Database
import Memory

extension BulkInsert {
    var keepsOld: Bool { insertions.contains { $0.conflict == .keepsOld } }

    /// How many bytes its values take on their way; refuses, by the column, what PostgreSQL cannot take.
    func checkedSize() throws(DatabaseError) -> Int {
        var size = 0
        for (head, array) in zip(rows.heads, rows.arrays) {
            if let problem = Parameters.problem(with: array) {
                throw DatabaseError(.invalid, "Column '\(head.name.text)' of the rows \(problem)")
            }
            size += Parameters.size(of: array)
        }
        guard size < Parameters.mostBytes else {
            throw DatabaseError(.invalid, "The rows take \(size) bytes, and PostgreSQL takes 1 GiB at once.")
        }
        return size
    }

    /// The statements that insert the rows, one for each table. `ignoringDoubles` is for `keepsOld`: it costs a third
    /// more, and is only needed when there is a double.
    func queries(ignoringDoubles: Bool) throws(DatabaseError) -> [Query] {
        var queries: [Query] = []
        for insertion in insertions {
            let columns = insertion.columns.compactMap { name in rows.heads.firstIndex { $0.name == name } }
            var text = InsertText(insertion, heads: columns.map { rows.heads[$0] })
            let hasMissingKey = text.keys.contains { key in
                columns.contains { rows.heads[$0].name == key && rows.arrays[$0].missing.contains(true) }
            }
            text.write(ignoringDoubles: ignoringDoubles, hasMissingKey: hasMissingKey)
            queries.append(try Query(text: text.bytes, columns.map { .array(rows.arrays[$0]) }, verb: .ordinary))
        }
        return queries
    }
}

/// The text of one insertion: the columns come as arrays, which `unnest` makes rows of. In the list of what is selected
/// it makes them one by one; behind FROM the server would first store all of them (`nodeFunctionscan.c`).
private struct InsertText {
    private(set) var bytes: [UInt8] = []
    private let insertion: Insertion
    private let heads: [Columns.Column]

    init(_ insertion: Insertion, heads: [Columns.Column]) {
        self.insertion = insertion
        self.heads = heads
    }

    /// The columns that tell whether a row is there already.
    var keys: [SQLName] {
        switch insertion.conflict {
        case .fails, .keepsOld: []
        case .replaces(let key), .keepsGreatest(let key, _): key
        }
    }

    private var names: [SQLName] { heads.map(\.name) }
    private var others: [SQLName] { names.filter { !keys.contains($0) } }

    mutating func write(ignoringDoubles: Bool, hasMissingKey: Bool) {
        bytes.reserveCapacity(512)
        bytes.append("INSERT INTO ")
        bytes.append(insertion.table.literal)
        bytes.append(" AS old (")
        list(names)
        bytes.append(") SELECT ")
        switch insertion.conflict {
        case .fails, .keepsOld:
            values(named: false)
            if insertion.conflict == .keepsOld, ignoringDoubles { bytes.append(" ON CONFLICT DO NOTHING") }
        case .replaces:
            fold(by: [], hasMissingKey)
            conflict()
        case .keepsGreatest(_, let by):
            fold(by: by, hasMissingKey)
            conflict()
            if !others.isEmpty { condition(by) }
        }
    }

    private mutating func values(named: Bool) {
        for (index, head) in heads.enumerated() {
            if index > 0 { bytes.append(", ") }
            bytes += Array("unnest($\(index + 1)::".utf8)
            bytes.append(TypeNumber.arrayName(of: head.type))
            bytes.append(")")
            if !named { continue }
            bytes.append(" AS ")
            bytes.append(head.name.literal)
        }
    }

    private mutating func numberedRows() {
        list(names)
        bytes.append(" FROM (SELECT ")
        values(named: true)
        bytes.append(", generate_subscripts($1, 1) AS row_number_) AS new")
    }

    /// One row of each key, for one statement must not meet a row twice (21000); sorted by key, so that two writers
    /// take their locks in one order. A missing part makes every key another one, as in the table.
    private mutating func fold(by: [SQLName], _ hasMissingKey: Bool) {
        bytes.append("DISTINCT ON (")
        distinct(hasMissingKey)
        bytes.append(") ")
        numberedRows()
        bytes.append(" ORDER BY ")
        distinct(hasMissingKey)
        for name in by {
            bytes.append(", ")
            bytes.append(name.literal)
            bytes.append(" DESC")
        }
        // The last row replaces those before it; of equally great ones the first stays.
        bytes.append(by.isEmpty ? ", row_number_ DESC" : ", row_number_")
    }

    private mutating func distinct(_ hasMissingKey: Bool) {
        list(keys)
        guard hasMissingKey else { return }
        bytes.append(", CASE WHEN num_nulls(")
        list(keys)
        bytes.append(") > 0 THEN row_number_ END")
    }

    private mutating func conflict() {
        bytes.append(" ON CONFLICT (")
        list(keys)
        if others.isEmpty { return bytes.append(") DO NOTHING") }
        bytes.append(") DO UPDATE SET ")
        for (index, name) in others.enumerated() {
            if index > 0 { bytes.append(", ") }
            bytes.append(name.literal)
            bytes.append(" = excluded.")
            bytes.append(name.literal)
        }
    }

    /// Compared as records, a missing value counts as the greatest, which is how it is sorted; compared as rows it
    /// would make the answer unknown.
    private mutating func condition(_ by: [SQLName]) {
        bytes.append(" WHERE ROW(")
        list(by, of: "old.")
        bytes.append(")::record < ROW(")
        list(by, of: "excluded.")
        bytes.append(")::record")
    }

    private mutating func list(_ names: [SQLName], of prefix: StaticString = "") {
        for (index, name) in names.enumerated() {
            if index > 0 { bytes.append(", ") }
            bytes.append(prefix)
            bytes.append(name.literal)
        }
    }
}
