import Database

/// How the values of one column of an answer are read.
enum ColumnKind: Sendable {
    case boolean, int2, int4, int8, objectNumber, float4, float8, text, jsonb, bytes, moment, uuid, numeric, void

    /// Nil for a type that cannot be read.
    init?(type: UInt32) {
        switch type {
        case 16: self = .boolean
        case 17: self = .bytes
        case 20: self = .int8
        case 21: self = .int2
        case 23: self = .int4
        case 26: self = .objectNumber
        // "char", name, text, json, unknown, bpchar, varchar: their binary form is the text.
        case 18, 19, 25, 114, 705, 1042, 1043: self = .text
        case 700: self = .float4
        case 701: self = .float8
        // timestamp has no zone: it is read as UTC, which every connection is set to.
        case 1114, 1184: self = .moment
        case 1700: self = .numeric
        case 2278: self = .void
        case 2950: self = .uuid
        case 3802: self = .jsonb
        default: return nil
        }
    }
}

/// The columns of an answer: what they are called, and how they are read.
final class AnswerShape: Sendable {
    let names: [String]
    let kinds: [ColumnKind]

    /// Refuses a type that cannot be read, by its name.
    init(_ answer: borrowing ServerAnswer) throws(DatabaseError) {
        var names: [String] = [], kinds: [ColumnKind] = []
        for column in 0..<answer.columnCount {
            let name = answer.name(column), type = answer.type(column)
            guard let kind = ColumnKind(type: type) else {
                throw DatabaseError(
                    .invalid,
                    """
                    Column '\(name)' is of the type \(TypeNumber.name(type)), which is not read here: cast it, as in \
                    \(name)::text.
                    """)
            }
            names.append(name)
            kinds.append(kind)
        }
        self.names = names
        self.kinds = kinds
    }
}
