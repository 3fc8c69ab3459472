import Basics

/// Many values of one type, laid out as a column.
package struct SQLArray: Sendable, Equatable {
    package let elementType: SQLType
    /// Of booleans (0, 1), integers, reals (their bits) and instants (milliseconds); else empty.
    package private(set) var numbers: [Int64] = []
    package private(set) var texts: [String] = []
    package private(set) var bytes: [[UInt8]] = []
    /// Whether each element is missing; empty when none is. A missing element has some value in its array.
    package private(set) var missing: [Bool] = []

    package init(of type: SQLType) { elementType = type }

    package init(integers: [Int64]) {
        elementType = .integer
        numbers = integers
    }

    package var count: Int {
        switch elementType {
        case .boolean, .integer, .real, .instant: numbers.count
        case .text: texts.count
        case .bytes: bytes.count
        }
    }

    package func isMissing(_ index: Int) -> Bool { !missing.isEmpty && missing[index] }

    package subscript(index: Int) -> SQLValue {
        if isMissing(index) { return .null(elementType) }
        return switch elementType {
        case .boolean: .boolean(numbers[index] != 0)
        case .integer: .integer(numbers[index])
        case .real: .real(Double(bitPattern: UInt64(bitPattern: numbers[index])))
        case .instant: .instant(Instant(milliseconds: numbers[index]))
        case .text: .text(texts[index])
        case .bytes: .bytes(bytes[index])
        }
    }
}

extension SQLArray {
    /// Adds a value, which must be of the array's type.
    package mutating func append(_ value: SQLValue) {
        precondition(value.type == elementType, "an array holds values of one type")
        if case .null = value { return appendMissing() }
        if !missing.isEmpty { missing.append(false) }
        switch value {
        case .boolean(let value): numbers.append(value ? 1 : 0)
        case .integer(let value): numbers.append(value)
        case .real(let value): numbers.append(Int64(bitPattern: value.bitPattern))
        case .instant(let value): numbers.append(value.milliseconds)
        case .text(let value): texts.append(value)
        case .bytes(let value): bytes.append(value)
        case .null, .array: break  // an array has no type of its own, and NULL was dealt with
        }
    }

    /// Adds all elements of another array of the same type.
    package mutating func append(contentsOf other: SQLArray) {
        precondition(elementType == other.elementType, "an array holds values of one type")
        if !missing.isEmpty || !other.missing.isEmpty {
            if missing.isEmpty { missing = Array(repeating: false, count: count) }
            missing += other.missing.isEmpty ? Array(repeating: false, count: other.count) : other.missing
        }
        numbers += other.numbers
        texts += other.texts
        bytes += other.bytes
    }

    private mutating func appendMissing() {
        if missing.isEmpty { missing = Array(repeating: false, count: count) }
        missing.append(true)
        switch elementType {
        case .boolean, .integer, .real, .instant: numbers.append(0)
        case .text: texts.append("")
        case .bytes: bytes.append([])
        }
    }
}
