import Database

/// The number by which PostgreSQL knows a type (`pg_type.oid`); those of its own types never change.
enum TypeNumber {
    static let boolean: UInt32 = 16
    static let bytes: UInt32 = 17
    static let integer: UInt32 = 20
    static let text: UInt32 = 25
    static let real: UInt32 = 701
    static let instant: UInt32 = 1184

    static func of(_ type: SQLType) -> UInt32 {
        switch type {
        case .boolean: boolean
        case .integer: integer
        case .real: real
        case .text: text
        case .bytes: bytes
        case .instant: instant
        }
    }

    /// What the server is told that a value is.
    static func parameter(_ value: SQLValue) -> UInt32 {
        if case .array(let array) = value { return Self.array(of: array.elementType) }
        return of(value.type)
    }

    static func array(of type: SQLType) -> UInt32 {
        switch type {
        case .boolean: 1000
        case .integer: 1016
        case .real: 1022
        case .text: 1009
        case .bytes: 1001
        case .instant: 1185
        }
    }

    /// The name of an array's type in SQL.
    static func arrayName(of type: SQLType) -> StaticString {
        switch type {
        case .boolean: "bool[]"
        case .integer: "int8[]"
        case .real: "float8[]"
        case .text: "text[]"
        case .bytes: "bytea[]"
        case .instant: "timestamptz[]"
        }
    }

    /// What a type that cannot be read is called.
    static func name(_ number: UInt32) -> String {
        switch number {
        case 600: "point"
        case 650: "cidr"
        case 774: "macaddr8"
        case 790: "money"
        case 829: "macaddr"
        case 869: "inet"
        case 1082: "date"
        case 1083: "time"
        case 1186: "interval"
        case 1266: "timetz"
        case 1560: "bit"
        case 1562: "varbit"
        case 2249: "record"
        case 3614: "tsvector"
        case 3904...3927, 4451...4536: "range"
        case 1000, 1001, 1005, 1007, 1009, 1014...1016, 1021, 1022, 1115, 1182, 1185, 1231, 2951, 3807: "array"
        default: "number \(number)"
        }
    }
}
