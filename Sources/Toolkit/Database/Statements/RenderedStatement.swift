import Memory

/// A statement as one database takes it: `$1`, `$2` … in the text, and the values in their order.
package struct RenderedStatement: Sendable {
    /// The text without an end mark.
    package private(set) var text: [UInt8] = []
    package private(set) var values: [SQLValue] = []

    package init(_ statement: Statement, for dialect: SQLDialect) {
        text.reserveCapacity(256)
        append(statement, dialect)
    }

    private mutating func append(_ statement: Statement, _ dialect: SQLDialect) {
        for piece in statement.pieces {
            switch piece {
            case .text(let literal): text.append(literal)
            case .value(let value): bind(value)
            case .among(let array): append(among: array, dialect)
            case .either(let postgresql, let sqlite): append(dialect == .sqlite ? sqlite : postgresql, dialect)
            }
        }
    }

    private mutating func bind(_ value: SQLValue) {
        values.append(value)
        text.append(UInt8(ascii: "$"))
        text.append(contentsOf: String(values.count).utf8)
    }

    private mutating func append(among array: SQLArray, _ dialect: SQLDialect) {
        switch dialect {
        case .postgresql:
            text.append("= ANY(" as StaticString)
            bind(.array(array))
            text.append(")" as StaticString)
        case .sqlite:
            text.append("IN (SELECT value FROM json_each(" as StaticString)
            bind(.array(array))
            text.append("))" as StaticString)
        }
    }
}

extension Statement {
    /// The values of a statement in the order of their numbers in its text, without the text.
    package func forEachValue(
        for dialect: SQLDialect, _ body: (SQLValue) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        for piece in pieces {
            switch piece {
            case .text: continue
            case .value(let value): try body(value)
            case .among(let array): try body(.array(array))
            case .either(let postgresql, let sqlite):
                try (dialect == .sqlite ? sqlite : postgresql).forEachValue(for: dialect, body)
            }
        }
    }
}
