import Memory

/// Many rows to be inserted, laid out by column: what a database takes fastest.
///
/// ```swift
/// var points = Columns([.init("run", .integer), .init("step", .integer), .init("value", .real)])
/// points.append([.integer(run), .integer(step), .real(value)])
/// ```
package struct Columns: Sendable, Equatable {
    package struct Column: Sendable, Hashable {
        package let name: SQLName
        package let type: SQLType

        package init(_ name: SQLName, _ type: SQLType) {
            self.name = name
            self.type = type
        }
    }

    package let heads: [Column]
    package private(set) var arrays: [SQLArray]

    package init(_ heads: [Column]) {
        self.heads = heads
        arrays = heads.map { SQLArray(of: $0.type) }
    }

    /// Whole columns at once; all of one length.
    package init(_ columns: [(name: SQLName, values: SQLArray)]) {
        heads = columns.map { Column($0.name, $0.values.elementType) }
        arrays = columns.map(\.values)
        precondition(arrays.allSatisfy { $0.count == count }, "columns of one length make rows")
    }

    package var count: Int { arrays.first?.count ?? 0 }
    package var isEmpty: Bool { count == 0 }

    /// One row: a value for each column.
    package mutating func append(_ row: [SQLValue]) {
        precondition(row.count == heads.count, "a row has a value for each column")
        for (index, value) in row.enumerated() { arrays[index].append(value) }
    }

    /// All rows of others that have the same columns.
    package mutating func append(contentsOf other: Columns) {
        precondition(heads == other.heads, "rows of the same columns go together")
        for index in arrays.indices { arrays[index].append(contentsOf: other.arrays[index]) }
    }

    package func row(_ index: Int) -> [SQLValue] { arrays.map { $0[index] } }
}

/// The name of a table or a column: a literal, so that none is made of what came from outside.
package struct SQLName: Sendable, ExpressibleByStringLiteral {
    package let literal: StaticString

    package init(stringLiteral: StaticString) { literal = stringLiteral }

    package var text: String { literal.description }
    package var statement: Statement { Statement(stringLiteral: literal) }
}

extension SQLName: Hashable {
    package static func == (a: SQLName, b: SQLName) -> Bool {
        // One literal is one place, mostly, and needs no look at its letters.
        a.literal.place == b.literal.place && a.literal.utf8CodeUnitCount == b.literal.utf8CodeUnitCount
            || a.text == b.text
    }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
