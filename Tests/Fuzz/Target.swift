/// A reader of bytes from outside that the fuzzer feeds: it must neither trap nor break a promise.
struct Target: Sendable {
    let name: String
    /// Reads the bytes; answers whether every promise held.
    let holds: @Sendable ([UInt8]) -> Bool

    static let all = [head, response, chunks, path, query, range, credentials, json, xml]

    static func named(_ name: String) -> Target? { all.first { $0.name == name } }
}

extension [UInt8] {
    /// Whether something holds however the bytes are cut: into single bytes, where their first bytes say (the same are
    /// always cut alike), and, as long as they are few, in two at every place.
    func everyCut(_ holds: ([ArraySlice<UInt8>]) -> Bool) -> Bool {
        guard holds(indices.map { self[$0...$0] }), holds(pieces()) else { return false }
        return count > 64 || indices.allSatisfy { holds([self[..<$0], self[$0...]]) }
    }

    private func pieces() -> [ArraySlice<UInt8>] {
        var rest = self[...]
        var pieces: [ArraySlice<UInt8>] = []
        for cut in prefix(6) where !rest.isEmpty {
            let count = Swift.min(rest.count, 1 + Int(cut) % 37)
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        if !rest.isEmpty { pieces.append(rest) }
        return pieces
    }
}
