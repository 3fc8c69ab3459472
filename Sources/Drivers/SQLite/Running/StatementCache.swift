/// The statements that a connection has compiled, by their text: those that were used last, up to a number.
struct StatementCache {
    /// A text, hashed at once: an array would be hashed byte by byte.
    private struct Key: Hashable {
        let text: [UInt8]

        func hash(into hasher: inout Hasher) {
            // The bytes are lent for the length of the call.
            unsafe text.withUnsafeBytes { bytes in unsafe hasher.combine(bytes: bytes) }
        }
    }

    private var statements: [Key: Prepared] = [:]
    private var uses = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// A longer text is hardly ever asked for twice: it lists values one by one.
    private static let longest = 16_384

    var count: Int { statements.count }

    /// A statement that is not in use at this moment.
    mutating func find(_ text: [UInt8]) -> Prepared? {
        guard let found = statements[Key(text: text)], !found.isRunning else { return nil }
        uses += 1
        found.lastUse = uses
        return found
    }

    /// Keeps a statement, in the place of the one that was not used for the longest.
    mutating func keep(_ statement: Prepared, for text: [UInt8]) {
        let key = Key(text: text)
        guard limit > 0, text.count <= Self.longest, statements[key] == nil else { return }
        if statements.count >= limit, let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            statements[oldest.key] = nil
        }
        uses += 1
        statement.lastUse = uses
        statements[key] = statement
    }
}
