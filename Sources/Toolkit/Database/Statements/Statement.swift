/// A text of SQL and the values bound in it.
///
/// ```swift
/// let filter: Statement = status.map { " AND status = \($0)" } ?? ""
/// let all: Statement = "SELECT id, name FROM runs WHERE experiment = \(experiment)\(filter)"
/// ```
/// A value becomes a binding; a statement is put in with its bindings. Text that is made while the program runs has no
/// way in: literals are `StaticString`s.
package struct Statement: Sendable {
    enum Piece: Sendable {
        case text(StaticString)
        case value(SQLValue)
        /// One of many for which the dialects have different words: `IN` a list that is bound as one value.
        indirect case among(SQLArray)
        /// Where the dialects must differ.
        case either(postgresql: Statement, sqlite: Statement)
    }

    private(set) var pieces: [Piece]

    init(pieces: [Piece]) { self.pieces = pieces }

    /// Statements one after the other, with a text between them.
    package init(joining parts: some Sequence<Statement>, by separator: StaticString) {
        pieces = []
        for (index, part) in parts.enumerated() {
            if index > 0 { pieces.append(.text(separator)) }
            pieces += part.pieces
        }
    }

    package static func + (a: Statement, b: Statement) -> Statement { Statement(pieces: a.pieces + b.pieces) }

    package var isEmpty: Bool {
        pieces.allSatisfy { if case .text(let text) = $0 { text.utf8CodeUnitCount == 0 } else { false } }
    }
}

extension Statement: ExpressibleByStringInterpolation {
    package init(stringLiteral text: StaticString) { pieces = [.text(text)] }

    package init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    package struct StringInterpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(2 * interpolationCount + 1)
        }

        package mutating func appendLiteral(_ text: StaticString) {
            if text.utf8CodeUnitCount > 0 { pieces.append(.text(text)) }
        }

        package mutating func appendInterpolation(_ value: some SQLBindable) { pieces.append(.value(value.sqlValue)) }

        /// An absent value is NULL.
        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            pieces.append(.value(value.sqlValue))
        }

        package mutating func appendInterpolation(_ statement: Statement) { pieces += statement.pieces }

        /// The condition that what stands before it is one of these, however many: `WHERE id \(among: ids)`.
        package mutating func appendInterpolation<Element: SQLKey>(among values: [Element]) {
            var array = SQLArray(of: Element.sqlType)
            for value in values { array.append(value.sqlValue) }
            pieces.append(.among(array))
        }

        /// Two texts, where the dialects must differ.
        package mutating func appendInterpolation(postgresql: Statement, sqlite: Statement) {
            pieces.append(.either(postgresql: postgresql, sqlite: sqlite))
        }
    }
}
