import Basics

/// One row of an answer, read from its first column to its last.
///
/// ```swift
/// extension Run: SQLReadable {
///     init(_ row: inout Row) throws(DatabaseError) {
///         id = try row.next()
///         name = try row.next()
///     }
/// }
/// ```
package struct Row: Sendable {
    private let rows: Rows
    private let index: Int
    private var column = 0

    init(_ rows: Rows, at index: Int) {
        self.rows = rows
        self.index = index
    }

    /// The next value; refuses what is not of this type, and that there is none.
    package mutating func next<Value: SQLColumn>() throws(DatabaseError) -> Value {
        guard column < rows.columns.count else {
            throw DatabaseError(.invalid, "The statement answers \(rows.columns.count) columns; more were read.")
        }
        defer { column += 1 }
        return try Value(CellReader(rows: rows, row: index, column: column))
    }

    package mutating func next<Value: SQLColumn>(_ type: Value.Type) throws(DatabaseError) -> Value { try next() }
}

/// What can be made of a row.
package protocol SQLReadable {
    init(_ row: inout Row) throws(DatabaseError)
}

extension Rows {
    /// One value from each row.
    package func read<Value: SQLReadable>(as type: Value.Type = Value.self) throws(DatabaseError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for index in 0..<count {
            var row = self[index]
            values.append(try Value(&row))
        }
        return values
    }

    /// The first column of each row.
    package func column<Value: SQLColumn>(_ type: Value.Type = Value.self) throws(DatabaseError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for index in 0..<count {
            var row = self[index]
            values.append(try row.next())
        }
        return values
    }
}
