import Basics

/// What one column of a row can be read as.
package protocol SQLColumn {
    init(_ cell: CellReader) throws(DatabaseError)
}

/// One value of an answer, before it is known what it should be.
package struct CellReader {
    let rows: Rows
    let row: Int
    let column: Int
    private let cell: Cell

    init(rows: Rows, row: Int, column: Int) {
        self.rows = rows
        self.row = row
        self.column = column
        cell = rows.cell(row, column)
    }

    var kind: Cell.Kind { cell.kind }
    var number: Int64 { cell.payload }
    var real: Double { Double(bitPattern: UInt64(bitPattern: cell.payload)) }
    var text: String { rows.text(cell) }
    var bytes: [UInt8] { rows.bytes(cell) }

    package var isNull: Bool { cell.kind == .null }

    /// Why this cannot be read as what was wanted.
    package func mismatch(_ wanted: String) -> DatabaseError {
        let name = rows.columns[column]
        return DatabaseError(.invalid, "Column '\(name)' should be \(wanted), but row \(row) has \(cell.kind) there.")
    }
}

extension Optional: SQLColumn where Wrapped: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) { self = cell.isNull ? nil : try Wrapped(cell) }
}

extension Int64: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) {
        guard cell.kind == .integer else { throw cell.mismatch("an integer") }
        self = cell.number
    }
}

extension Int: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) { self = Int(try Int64(cell)) }
}

extension Int32: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) {
        guard let value = Int32(exactly: try Int64(cell)) else { throw cell.mismatch("an integer of 32 bits") }
        self = value
    }
}

/// SQLite has no booleans: it answers 0 and 1.
extension Bool: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) {
        guard cell.kind == .boolean || cell.kind == .integer, cell.number == 0 || cell.number == 1 else {
            throw cell.mismatch("true or false")
        }
        self = cell.number == 1
    }
}

extension Double: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) {
        switch cell.kind {
        case .real: self = cell.real
        case .integer: self = Double(cell.number)
        // SQLite stores NULL for a NaN, so that its driver writes this text; it sorts last there, as in PostgreSQL.
        case .text where cell.text == "NaN": self = .nan
        default: throw cell.mismatch("a number")
        }
    }
}

extension String: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) {
        guard cell.kind == .text else { throw cell.mismatch("a text") }
        self = cell.text
    }
}

extension [UInt8]: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) {
        guard cell.kind == .bytes else { throw cell.mismatch("bytes") }
        self = cell.bytes
    }
}

/// SQLite has no moments: it holds the milliseconds.
extension Instant: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) {
        guard cell.kind == .instant || cell.kind == .integer else { throw cell.mismatch("a moment") }
        self = Instant(milliseconds: cell.number)
    }
}

extension Identifier: SQLColumn {
    package init(_ cell: CellReader) throws(DatabaseError) {
        guard cell.kind == .text, let value = Self(cell.text) else { throw cell.mismatch("an id of 32 digits") }
        self = value
    }
}
