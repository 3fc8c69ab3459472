import Memory

/// The pairs of a query, `a=1&b=2`, decoded: `+` is a space, and what is not well encoded is refused.
package struct Query: Sendable {
    package typealias Pair = (name: [UInt8], value: [UInt8])
    package let pairs: [Pair]

    package init(_ query: ArraySlice<UInt8>?) throws(Refusal) {
        guard let query, !query.isEmpty else {
            pairs = []
            return
        }
        let bytes = query.span
        var pairs: [Pair] = []
        var start = 0
        while start <= bytes.count {
            let end = bytes.firstIndex(of: 0x26, from: start) ?? bytes.count
            if end > start {
                let middle = min(bytes.firstIndex(of: 0x3D, from: start) ?? end, end)
                let name = try Self.decode(bytes.extracting(start..<middle))
                pairs.append((name, middle < end ? try Self.decode(bytes.extracting(middle + 1..<end)) : []))
            }
            start = end + 1
        }
        self.pairs = pairs
    }

    /// The value of a name that may be given once at most; refuses it doubled.
    package func value(_ name: String) throws(Refusal) -> [UInt8]? {
        let all = values(name)
        guard all.count <= 1 else { throw .malformed("A parameter in the query is given more than once.") }
        return all.first
    }

    /// All values of a name that may be given several times, in their order.
    package func values(_ name: String) -> [[UInt8]] {
        pairs.lazy.filter { $0.name.elementsEqual(name.utf8) }.map(\.value)
    }

    private static func decode(_ text: Span<UInt8>) throws(Refusal) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var i = 0
        while i < text.count {
            if text[i] == 0x25 {
                guard i + 2 < text.count, let high = text[i + 1].hexadecimal, let low = text[i + 2].hexadecimal else {
                    throw .malformed("A percent sign in the query must be followed by two hexadecimal digits.")
                }
                decoded.append(high << 4 | low)
                i += 3
            } else {
                decoded.append(text[i] == 0x2B ? 0x20 : text[i])
                i += 1
            }
        }
        guard PathDecoder.isUTF8(decoded.span), !decoded.contains(0) else {
            throw .malformed("The query must be UTF-8 without NUL.")
        }
        return decoded
    }
}
