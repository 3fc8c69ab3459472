import Memory

/// Gives a place to each shape of statements, so that what follows from a shape can be kept there: its text, above all.
///
/// Statements of one shape have the same literals, which are told by where they lie, and values of the same types.
/// There are so many places; the shape that comes to one last has it.
package struct StatementShapes: Sendable {
    package static let places = 512

    private var shapes = [Statement](repeating: Statement(pieces: []), count: places)

    package init() {}

    /// The place of a statement's shape, and whether it has had that place before.
    package mutating func place(of statement: Statement) -> (place: Int, isKnown: Bool) {
        let place = Int(truncatingIfNeeded: statement.shapeHash % UInt(Self.places))
        if shapes[place].isShaped(like: statement) { return (place, !statement.pieces.isEmpty) }
        shapes[place] = statement.withoutValues
        return (place, false)
    }
}

extension Statement {
    fileprivate var shapeHash: UInt {
        var hash: UInt = 0
        for piece in pieces { hash = (hash &+ piece.shapeHash) &* 0x9E37_79B9_7F4A_7C15 }
        return hash ^ hash >> 32
    }

    fileprivate func isShaped(like other: Statement) -> Bool {
        guard pieces.count == other.pieces.count else { return false }
        for index in pieces.indices where !pieces[index].isShaped(like: other.pieces[index]) { return false }
        return true
    }

    /// What is kept holds on to no values.
    fileprivate var withoutValues: Statement { Statement(pieces: pieces.map(\.withoutValue)) }
}

extension Statement.Piece {
    fileprivate var shapeHash: UInt {
        switch self {
        case .text(let text): text.place
        case .value(let value): 1 + UInt(value.type.rawValue)
        case .among(let array): 17 + UInt(array.elementType.rawValue)
        case .either(let postgresql, let sqlite): postgresql.shapeHash ^ sqlite.shapeHash
        }
    }

    fileprivate func isShaped(like other: Self) -> Bool {
        switch (self, other) {
        case (.text(let a), .text(let b)): a.place == b.place && a.utf8CodeUnitCount == b.utf8CodeUnitCount
        case (.value(let a), .value(let b)): a.type == b.type
        case (.among(let a), .among(let b)): a.elementType == b.elementType
        case (.either(let a, let c), .either(let b, let d)): a.isShaped(like: b) && c.isShaped(like: d)
        default: false
        }
    }

    fileprivate var withoutValue: Self {
        switch self {
        case .text: self
        case .value(let value): .value(.null(value.type))
        case .among(let array): .among(SQLArray(of: array.elementType))
        case .either(let postgresql, let sqlite):
            .either(postgresql: postgresql.withoutValues, sqlite: sqlite.withoutValues)
        }
    }
}
