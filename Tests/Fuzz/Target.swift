/// A reader of bytes from outside that the fuzzer feeds: it must neither trap nor break a promise.
struct Target: Sendable {
    let name: String
    /// Reads the bytes; answers whether every promise held.
    let holds: @Sendable ([UInt8]) -> Bool

    static let all = [head, response, chunks, path, query, range, credentials, json]

    static func named(_ name: String) -> Target? { all.first { $0.name == name } }
}

extension [UInt8] {
    /// The bytes in pieces, cut where the first bytes of the input say; the same bytes are always cut alike.
    func pieces() -> [ArraySlice<UInt8>] {
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
