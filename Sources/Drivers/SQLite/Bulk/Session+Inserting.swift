import Basics
import Database

extension Session {
    /// Inserts all rows, each into all of its tables; answers how many were written. What was written before a failure
    /// stays for the transaction to undo.
    func insert(_ rows: BulkInsert, terms: Watch.Terms) throws(DatabaseError) -> Int {
        let columns = rows.rows
        try check(columns)
        let plan = try plan(for: rows)
        watch.begin(nil, terms)
        defer { watch.running = nil }
        var written = 0
        for part in plan.parts { part.statement.clear() }
        for row in 0..<columns.count {
            for part in plan.parts { written += try insert(row, of: columns.arrays, part) }
        }
        for part in plan.parts where columns.hasTexts { part.statement.clear() }
        counts.add(plan.parts.count * columns.count, to: .statements)
        return written
    }

    private func insert(_ row: Int, of arrays: [SQLArray], _ part: InsertionPlan.Part) throws(DatabaseError) -> Int {
        let statement = part.statement
        var index: Int32 = 1
        for column in part.columns {
            let code = statement.bind(arrays[column], row, index)
            guard code == .ok else { throw error(code) }
            index += 1
        }
        watch.running = statement
        let code = statement.step()
        guard code == .done else {
            let error = error(code)
            statement.reset()
            throw error
        }
        statement.reset()
        return handle.changes
    }

    /// Refuses what the database does not take, before anything is written.
    private func check(_ columns: Columns) throws(DatabaseError) {
        for (head, array) in zip(columns.heads, columns.arrays) {
            for (row, text) in array.texts.enumerated() {
                try check(text) { "Column '\(head.name.text)' of row \(row)" }
            }
            for (row, bytes) in array.bytes.enumerated() {
                try check(bytes.count) { "Column '\(head.name.text)' of row \(row)" }
            }
        }
    }
}

extension Columns {
    fileprivate var hasTexts: Bool { heads.contains { $0.type == .text || $0.type == .bytes } }
}

extension Prepared {
    /// Binds one element of a column.
    fileprivate func bind(_ array: SQLArray, _ row: Int, _ index: Int32) -> ResultCode {
        if array.isMissing(row) { return bindNull(index) }
        switch array.elementType {
        case .integer, .instant: return bind(array.numbers[row], index)
        case .boolean: return bind(Int64(array.numbers[row] == 0 ? 0 : 1), index)
        case .real: return bind(Double(bitPattern: UInt64(bitPattern: array.numbers[row])), index)
        case .text: return bind(array.texts[row], index)
        case .bytes:
            let bytes = array.bytes[row]
            return bind(bytes: bytes.span, index)
        }
    }
}
