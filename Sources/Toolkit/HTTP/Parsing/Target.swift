import Memory

/// Reads the target of a request (RFC 9112 §3.2): origin form, absolute form, and `*` for OPTIONS.
enum Target {
    static func read(
        _ b: Span<UInt8>, _ target: Range<Int>, into head: inout Head, authority: inout Range<Int>?
    ) throws(Refusal) {
        let first = b[target.lowerBound]
        if first == 0x2F { return try readPath(b, target, into: &head) }
        if first == 0x2A, target.count == 1, head.method == .options {
            head.path = Extent(target)
            return
        }
        try readAbsolute(b, target, into: &head, authority: &authority)
    }

    private static func readAbsolute(
        _ b: Span<UInt8>, _ target: Range<Int>, into head: inout Head, authority: inout Range<Int>?
    ) throws(Refusal) {
        var start = target.lowerBound
        if target.count > 7, b.extracting(start..<start + 7).equalsFolded("http://") {
            start += 7
        } else if target.count > 8, b.extracting(start..<start + 8).equalsFolded("https://") {
            start += 8
        } else {
            throw .malformed("The request target must be a path.")
        }
        var end = start
        while end < target.upperBound, b[end] != 0x2F, b[end] != 0x3F, b[end] != 0x23 { end += 1 }
        guard Authority.isValid(b.extracting(start..<end)) else {
            throw .malformed("The request target must name a host.")
        }
        authority = start..<end
        if end < target.upperBound, b[end] == 0x2F { return try readPath(b, end..<target.upperBound, into: &head) }
        try readPath(b, end..<target.upperBound, into: &head)
        head.path = Extent(start - 1..<start)  // an empty path is `/`, and there stands one (RFC 9110 §4.2.3)
    }

    /// Path and query; notes what makes a path irregular, so that the ordinary one needs no second look.
    private static func readPath(_ b: Span<UInt8>, _ target: Range<Int>, into head: inout Head) throws(Refusal) {
        var i = target.lowerBound
        let end = target.upperBound
        while true {
            i = b.end(of: .plainPath, in: i..<end)
            guard i < end, b[i] != 0x3F else { break }
            switch b[i] {
            case 0x2F:
                if i + 1 < end, b[i + 1] == 0x2F { head.facts.insert(.emptySegment) }
                if i + 1 < end, b[i + 1] == 0x2E { head.facts.insert(.irregularPath) }
            case 0x25: head.facts.insert(.irregularPath)
            default: throw Self.strange
            }
            i += 1
        }
        head.path = Extent(target.lowerBound..<i)
        guard i < end else { return }
        head.query = Extent(i + 1..<end)
        i += 1
        while i < end {
            guard isTargetByte(b[i]) else { throw Self.strange }
            i += 1
        }
    }

    /// Visible ASCII, except that a fragment never travels.
    @inline(__always) private static func isTargetByte(_ byte: UInt8) -> Bool {
        byte &- 0x21 < 0x5E && byte != 0x23
    }

    private static let strange = Refusal.malformed("The request target has a byte that must be percent-encoded.")
}

/// A host with an optional port (RFC 3986 §3.2), without user and without encoding.
package enum Authority {
    package static func isValid(_ bytes: Span<UInt8>) -> Bool { name(bytes) != nil }

    /// How long the name before the port is; `nil` for what is no authority.
    static func name(_ bytes: Span<UInt8>) -> Int? {
        guard let end = hostEnd(bytes), end > 0 else { return nil }
        guard end < bytes.count else { return end }
        guard bytes[end] == 0x3A, bytes.count - end - 1 <= 5 else { return nil }
        var port = 0
        for i in end + 1..<bytes.count {
            guard bytes[i].isDigit else { return nil }
            port = port * 10 + Int(bytes[i] - 0x30)
        }
        return port <= 65535 ? end : nil
    }

    /// Where the host ends and a port may begin.
    package static func hostEnd(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count > 0, bytes.count <= 255 + 6 else { return nil }
        if bytes[0] == 0x5B {
            guard let close = bytes.firstIndex(of: 0x5D, from: 1), close > 2 else { return nil }
            for i in 1..<close where bytes[i].hexadecimal == nil && bytes[i] != 0x3A && bytes[i] != 0x2E { return nil }
            return close + 1
        }
        return bytes.end(of: .host, in: 0..<bytes.count)
    }
}
