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
        // Lent, not copied: a copy would count the references of each array for each value.
        let arrays = columns.arrays, parts = plan.parts
        for row in 0..<columns.count {
            for index in parts.indices { written += try insert(row, of: arrays.span, parts.span[index]) }
        }
        for part in plan.parts where columns.hasTexts { part.statement.clear() }
        counts.add(plan.parts.count * columns.count, to: .statements)
        return written
    }

    private func insert(
        _ row: Int, of arrays: Span<SQLArray>, _ part: borrowing InsertionPlan.Part
    ) throws(DatabaseError) -> Int {
        let statement = part.statement, columns = part.columns.span
        for index in columns.indices {
            let code = arrays[columns[index]].bind(row, to: statement, Int32(truncatingIfNeeded: index + 1))
            guard code == .ok else { throw error(code) }
        }
        if watch.running !== statement { watch.running = statement }
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
        if !missing.isEmpty, missing[row] { return statement.bindNull(index) }
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
