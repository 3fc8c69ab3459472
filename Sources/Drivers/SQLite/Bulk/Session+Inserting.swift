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
        defer { watch.finish() }
        var written = 0
        for part in plan.parts { part.statement.clear() }
        let arrays = columns.arrays
        for row in 0..<columns.count {
            for part in plan.parts { written += try insert(row, of: arrays, part) }
        }
        for part in plan.parts where columns.hasTexts { part.statement.clear() }
        counts.add(plan.parts.count * columns.count, to: .statements)
        return written
    }

    private func insert(
        _ row: Int, of arrays: borrowing [SQLArray], _ part: borrowing InsertionPlan.Part
    ) throws(DatabaseError) -> Int {
        let statement = part.statement
        var index: Int32 = 1
        for column in part.columns {
            let code = arrays[column].bind(row, to: statement, index)
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

extension SQLArray {
    /// Binds one element.
    @inline(__always) fileprivate func bind(_ row: Int, to statement: Prepared, _ index: Int32) -> ResultCode {
        if isMissing(row) { return statement.bindNull(index) }
        switch elementType {
        case .integer, .instant: return statement.bind(numbers[row], index)
        case .boolean: return statement.bind(Int64(numbers[row] == 0 ? 0 : 1), index)
        case .real: return statement.bind(Double(bitPattern: UInt64(bitPattern: numbers[row])), index)
        case .text: return statement.bind(texts[row], index)
        case .bytes:
            let bytes = bytes[row]
            return statement.bind(bytes: bytes.span, index)
        }
    }
}
