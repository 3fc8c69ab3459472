/// Undoes the percent-encoding of a path: split first, then each segment decoded once, so that an encoded slash never
/// makes a segment (RFC 3986 §2.2, §2.4).
package enum PathDecoder {
    /// Stands between the segments of a decoded path; no segment can hold it.
    static let separator: UInt8 = 0

    /// The decoded path with a NUL before each segment; `nil` for a path that has nothing to decode or to refuse.
    static func decode(_ path: Span<UInt8>) throws(Refusal) -> [UInt8]? {
        guard isIrregular(path) else { return nil }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(path.count)
        var start = 0
        var i = 0
        while i < path.count {
            if path[i] == 0x2F {
                try checkDots(decoded.span.extracting(start..<decoded.count))
                decoded.append(separator)
                start = decoded.count
            } else {
                decoded.append(try byte(path, &i))
            }
            i += 1
        }
        try checkDots(decoded.span.extracting(start..<decoded.count))
        guard isUTF8(decoded.span) else { throw .malformed("The path must be UTF-8.") }
        return decoded
    }

    /// Refuses a path that no route may see, whatever the routes are.
    package static func check(_ path: Span<UInt8>) throws(Refusal) { _ = try decode(path) }

    private static func isIrregular(_ path: Span<UInt8>) -> Bool {
        var wasSlash = false
        for i in 0..<path.count {
            let byte = path[i]
            if byte == 0x25 || wasSlash && byte == 0x2E { return true }
            wasSlash = byte == 0x2F
        }
        return false
    }

    /// The byte at `i`, or the one that three bytes there stand for.
    private static func byte(_ path: Span<UInt8>, _ i: inout Int) throws(Refusal) -> UInt8 {
        guard path[i] == 0x25 else { return path[i] }
        guard i + 2 < path.count, let high = path[i + 1].hexadecimal, let low = path[i + 2].hexadecimal else {
            throw .malformed("A percent sign in the path must be followed by two hexadecimal digits.")
        }
        i += 2
        guard high | low != 0 else { throw .malformed("The path must not hold NUL.") }
        return high << 4 | low
    }

    /// No path is normalized silently: who checks it and who serves it must see the same.
    private static func checkDots(_ segment: Span<UInt8>) throws(Refusal) {
        guard segment.count <= 2, segment.count > 0, segment[0] == 0x2E, segment[segment.count - 1] == 0x2E else {
            return
        }
        throw .malformed("The path must not hold dot segments.")
    }

    static func isUTF8(_ bytes: Span<UInt8>) -> Bool {
        do {
            _ = try UTF8Span(validating: bytes)
            return true
        } catch { return false }
    }
}
