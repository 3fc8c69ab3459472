import Basics

/// A value bound in a statement.
package enum SQLValue: Sendable, Equatable {
    case null(SQLType)
    case boolean(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])
    case instant(Instant)
    /// Many values of one type, in one binding; only by `among`. It is large, and all others are to stay small.
    indirect case array(SQLArray)

    package var type: SQLType {
        switch self {
        case .null(let type): type
        case .boolean: .boolean
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .bytes: .bytes
        case .instant: .instant
        case .array(let array): array.elementType
        }
    }
}

/// What a value is; a missing one has a type too, so that the database never has to guess.
package enum SQLType: UInt8, Sendable, Hashable, CaseIterable {
    case boolean, integer, real, text, bytes, instant
}

/// What can be bound in a statement.
package protocol SQLBindable: Sendable {
    static var sqlType: SQLType { get }
    var sqlValue: SQLValue { get }
}

/// What rows are found by, also many at once.
package protocol SQLKey: SQLBindable {}

extension Int: SQLKey {}
extension Int64: SQLKey {}
extension String: SQLKey {}
extension Instant: SQLKey {}
extension Identifier: SQLKey {}

extension Bool: SQLBindable {
    package static var sqlType: SQLType { .boolean }
    package var sqlValue: SQLValue { .boolean(self) }
}

extension Int64: SQLBindable {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLBindable {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int32: SQLBindable {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Double: SQLBindable {
    package static var sqlType: SQLType { .real }
    package var sqlValue: SQLValue { .real(self) }
}

extension String: SQLBindable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(self) }
}

extension [UInt8]: SQLBindable {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { .bytes(self) }
}

extension Instant: SQLBindable {
    package static var sqlType: SQLType { .instant }
    package var sqlValue: SQLValue { .instant(self) }
}

/// As its 32 digits.
extension Identifier: SQLBindable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(description) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    package static var sqlType: SQLType { Wrapped.sqlType }
    package var sqlValue: SQLValue { self?.sqlValue ?? .null(Wrapped.sqlType) }
}
