import Basics
import Database
import Memory

extension Rows {
    /// Adds all rows of an answer.
    mutating func append(_ answer: borrowing ServerAnswer, _ shape: AnswerShape) throws(DatabaseError) {
        let rows = answer.rowCount
        guard answer.columnCount == shape.kinds.count else { throw Self.unreadable(row: 0, column: "") }
        // Room for one row each time would be made anew for each.
        if rows > 1 { reserve(rows: rows, bytes: 0) }
        for row in 0..<rows {
            for (column, kind) in shape.kinds.enumerated() {
                let isRead = answer.withValue(row, column) { append($0, kind) }
                if !isRead { throw Self.unreadable(row: row, column: shape.names[column]) }
            }
        }
    }

    private static func unreadable(row: Int, column: String) -> DatabaseError {
        DatabaseError(
            .corrupt, "Row \(row) of the server's answer holds a value of a wrong size in column '\(column)'.")
    }

    /// Adds one value; false when its size is not that of its type.
    @inline(__always)
    private mutating func append(_ value: borrowing Span<UInt8>?, _ kind: ColumnKind) -> Bool {
        guard let value = copy value else {
            appendNull()
            return true
        }
        switch kind {
        case .int8: return append(value.number(Int64.self))
        case .float8: return append(value.number(UInt64.self).map { Double(bitPattern: $0) })
        case .text: append(text: value)
        case .moment: return append(value.number(Int64.self).map(Moment.instant))
        case .int4: return append(value.number(Int32.self).map { Int64($0) })
        case .boolean: return append(value.number(UInt8.self).map { $0 != 0 })
        case .bytes: append(bytes: value)
        case .int2: return append(value.number(Int16.self).map { Int64($0) })
        case .objectNumber: return append(value.number(UInt32.self).map { Int64($0) })
        case .float4: return append(value.number(UInt32.self).map { Double(Float(bitPattern: $0)) })
        case .jsonb: return append(jsonb: value)
        case .uuid: return append(uuid: value)
        case .numeric: return append(numeric: value)
        case .void: appendNull()
        }
        return true
    }

    private mutating func append(_ number: Int64?) -> Bool {
        guard let number else { return false }
        append(number)
        return true
    }

    private mutating func append(_ number: Double?) -> Bool {
        guard let number else { return false }
        append(number)
        return true
    }

    private mutating func append(_ value: Bool?) -> Bool {
        guard let value else { return false }
        append(value)
        return true
    }

    private mutating func append(_ instant: Instant?) -> Bool {
        guard let instant else { return false }
        append(instant)
        return true
    }

    /// The text stands after the number of its form's version, which is 1.
    private mutating func append(jsonb value: Span<UInt8>) -> Bool {
        guard value.count > 1, value[0] == 1 else { return false }
        append(text: value.extracting(1..<value.count))
        return true
    }

    /// As PostgreSQL writes it: 32 lower-case hexadecimal digits in five groups.
    private mutating func append(uuid value: Span<UInt8>) -> Bool {
        guard value.count == 16 else { return false }
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            for digit in [value[index] >> 4, value[index] & 15] {
                text.append(digit < 10 ? digit + 0x30 : digit + 0x57)
            }
        }
        append(text: text.span)
        return true
    }

    private mutating func append(numeric value: Span<UInt8>) -> Bool {
        guard let numeric = Numeric(value) else { return false }
        if let whole = numeric.whole { append(whole) } else { append(numeric.real) }
        return true
    }
}

extension Span<UInt8> {
    /// The number that all bytes are, in network order.
    @inline(__always) func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number? {
        guard count == MemoryLayout<Number>.size else { return nil }
        return unsafe withUnsafeBytes { unsafe Number(bigEndian: $0.loadUnaligned(as: Number.self)) }
    }
}
