import Memory

/// Reads the head of a request (RFC 9112), strictly and incrementally: each byte is searched once and checked once,
/// however the head is cut, and the outcome does not depend on the cuts.
package struct HeadParser: Sendable {
    package private(set) var head = Head()
    /// How many bytes the head had, once it is whole.
    package private(set) var consumed = 0

    /// The last value of `Host` that was found good: nearly always the next one is the same.
    var knownHost = KnownHost()
    private let limits: HeadLimits
    private var scanned = 0
    private var sectionStart: Int?
    private var seen = Framed()

    package init(limits: HeadLimits = HeadLimits()) { self.limits = limits }

    /// Begins anew, with another head.
    mutating func reset() {
        head = Head()
        consumed = 0
        scanned = 0
        sectionStart = nil
        seen = Framed()
    }

    /// Reads on in `bytes`, which begin with the head and may have grown since the last call; `true` once the head is
    /// whole. Fields are appended to `fields`.
    package mutating func parse(_ bytes: Span<UInt8>, into fields: inout [Field]) throws(Refusal) -> Bool {
        while let end = bytes.firstIndex(of: 0x0A, from: scanned) {
            let start = consumed
            guard end > start, bytes[end - 1] == 0x0D else { throw .malformed("A line must end with CR LF.") }
            scanned = end + 1
            if let sectionStart {
                if start == end - 1 {
                    consumed = end + 1
                    try finish(bytes)
                    return true
                }
                try checkSize(bytes, start..<end - 1, sectionEnd: end + 1 - sectionStart)
                try field(bytes, start..<end - 1, &fields)
            } else if start == end - 1 {
                // One blank line before a request is forgiven (RFC 9112 §2.2).
                guard start == 0 else { throw .malformed("A request must begin with a request line.") }
            } else {
                guard end - 1 - start <= limits.requestLine else { throw Self.longRequestLine }
                try requestLine(bytes, start..<end - 1)
                sectionStart = end + 1
            }
            consumed = end + 1
        }
        scanned = bytes.count
        try checkPending(bytes)
        return false
    }

    /// Whether nothing but blank lines has been read.
    package var isAtStart: Bool { sectionStart == nil }

    // MARK: Sizes

    private static let longRequestLine = Refusal(.uriTooLong, "The request line is too long.")

    /// Refuses what is too long already, though its end is not yet here. A carriage return may be part of the end.
    private func checkPending(_ bytes: Span<UInt8>) throws(Refusal) {
        var end = bytes.count
        if end > consumed, bytes[end - 1] == 0x0D { end -= 1 }
        if let sectionStart {
            guard end > consumed else { return }
            try checkSize(bytes, consumed..<end, sectionEnd: end + 2 - sectionStart)
        } else if end - consumed > limits.requestLine {
            throw Self.longRequestLine
        }
    }

    private func checkSize(_ bytes: Span<UInt8>, _ line: Range<Int>, sectionEnd: Int) throws(Refusal) {
        guard sectionEnd <= limits.section else {
            throw Refusal(.requestHeaderFieldsTooLarge, "The header section is too large.")
        }
        guard line.count > limits.field else { return }
        let name = "authorization:" as StaticString
        let isCredential =
            line.count >= name.utf8CodeUnitCount
            && bytes.extracting(line.prefix(name.utf8CodeUnitCount)).equalsFolded(name)
        guard isCredential, line.count <= limits.authorization else {
            throw Refusal(.requestHeaderFieldsTooLarge, "A header field is too large.")
        }
    }

    // MARK: The request line

    private mutating func requestLine(_ b: Span<UInt8>, _ line: Range<Int>) throws(Refusal) {
        let i = b.end(of: .token, in: line)
        guard i > line.lowerBound, i < line.upperBound, b[i] == 0x20 else {
            throw .malformed("A request line must begin with a method and one space.")
        }
        let method = line.lowerBound..<i
        let target = i + 1
        // The version, which is the last part, has eight bytes in all that can be served.
        var end = line.upperBound
        if end - 9 > target, b[end - 9] == 0x20 { end -= 8 }
        while end > target, b[end - 1] != 0x20 { end -= 1 }
        guard end > target + 1 else { throw .malformed("A request line must have three parts.") }
        try readVersion(b.extracting(end..<line.upperBound))
        guard end - 1 - target <= limits.target else { throw Refusal(.uriTooLong, "The request target is too long.") }
        head.method = try Self.method(b.extracting(method))
        try Target.read(b, target..<end - 1, into: &head, authority: &seen.authority)
    }

    /// `HTTP/1.1` as one number; a head is of this version from the start.
    private static let usualVersion: UInt64 = 0x312E_312F_5054_5448

    private static func method(_ token: Span<UInt8>) throws(Refusal) -> Method {
        if let known = Method(token) { return known }
        // TRACE would show a page the credentials that the browser adds (RFC 9110 §9.3.8).
        if token.equals("TRACE") { throw Refusal(.methodNotAllowed, "TRACE is not allowed.", allow: .all) }
        throw Refusal(.notImplemented, "This method is not implemented.")
    }

    private mutating func readVersion(_ version: Span<UInt8>) throws(Refusal) {
        if version.count == 8, version.word(at: 0, count: 8) == Self.usualVersion { return }
        guard version.count == 8, version.extracting(0..<5).equals("HTTP/"), version[5].isDigit, version[6] == 0x2E,
            version[7].isDigit
        else { throw .malformed("A request line must end with the version.") }
        guard version[5] == 0x31, version[7] <= 0x31 else {
            throw Refusal(.httpVersionNotSupported, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
        }
        head.minorVersion = version[7] - 0x30
        head.keepsAlive = head.minorVersion == 1
    }

    // MARK: Fields

    private mutating func field(_ b: Span<UInt8>, _ line: Range<Int>, _ fields: inout [Field]) throws(Refusal) {
        guard fields.count < limits.fields else {
            throw Refusal(.requestHeaderFieldsTooLarge, "There are too many header fields.")
        }
        let field = try Field(b, line)
        fields.append(field)
        head.nameLengths |= 1 << UInt64(min(63, field.name.count))
        try seen.interpret(field, b, &head, knownHost)
    }

    private mutating func finish(_ b: Span<UInt8>) throws(Refusal) {
        guard seen.hosts == 1 || (seen.hosts == 0 && head.minorVersion == 0) else {
            throw .malformed("A request must have exactly one Host field.")
        }
        if let authority = seen.authority, seen.hosts == 1 {
            guard b.extracting(authority).equalsFolded(b.extracting(head.host.range)) else {
                throw .malformed("The authority of the target and the Host field must be the same.")
            }
        }
        head.framing = try seen.framing()
        if seen.closes {
            head.keepsAlive = false
        } else if seen.keepsAlive {
            head.keepsAlive = true
        }
    }
}

extension Field {
    /// Reads one header line, which is given without its end (RFC 9112 §5).
    package init(_ b: Span<UInt8>, _ line: Range<Int>) throws(Refusal) {
        let i = b.end(of: .token, in: line)
        // This refuses folded lines too, and a space before the colon (RFC 9112 §5.1, §5.2).
        guard i > line.lowerBound, i < line.upperBound, b[i] == 0x3A else {
            throw .malformed("A header field must be a name, a colon and a value.")
        }
        let value = b.trimmed(i + 1..<line.upperBound)
        guard b.endOfFieldText(in: value) == value.upperBound else {
            throw .malformed("A header field has a control byte in its value.")
        }
        self.init(name: Extent(line.lowerBound..<i), value: Extent(value))
    }
}
