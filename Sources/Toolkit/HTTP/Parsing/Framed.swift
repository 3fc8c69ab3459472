import Memory

/// A value of `Host`, and how much of it is the name.
struct KnownHost: Sendable {
    var bytes: [UInt8] = []
    var nameCount = 0
}

/// What the fields of a head say about the connection itself, gathered field by field.
struct Framed: Sendable {
    var hosts = 0
    var closes = false
    var keepsAlive = false
    /// The authority of an absolute target.
    var authority: Range<Int>?
    private var length: Int?
    private var isChunked = false

    mutating func interpret(
        _ field: Field, _ b: Span<UInt8>, _ head: inout Head, _ known: KnownHost
    ) throws(Refusal) {
        let name = b.extracting(field.name.range)
        switch name.count {
        case 4 where name.equalsFolded("host"): try readHost(field, b, &head, known)
        case 5 where name.equalsFolded("range"): head.facts.insert(.range)
        case 6 where name.equalsFolded("expect"): try readExpectation(b.extracting(field.value.range), &head)
        case 6 where name.equalsFolded("origin"): head.facts.insert(.origin)
        case 8 where name.equalsFolded("if-match"), 13 where name.equalsFolded("if-none-match"):
            head.facts.insert(.conditions)
        case 10 where name.equalsFolded("connection"): try readConnection(b, field.value.range)
        case 14: try readLength(name, b.extracting(field.value.range), &head)
        case 15 where name.equalsFolded("accept-encoding"): head.facts.insert(.acceptEncoding)
        case 16 where name.equalsFolded("content-encoding"): head.facts.insert(.contentEncoding)
        case 17: try readCoding(name, b.extracting(field.value.range), &head)
        case 19 where name.equalsFolded("if-unmodified-since"): head.facts.insert(.conditions)
        default: break
        }
    }

    func framing() throws(Refusal) -> Framing {
        if isChunked {
            // The smuggler's pair (RFC 9112 §6.1).
            guard length == nil else { throw .malformed("Content-Length and Transfer-Encoding exclude each other.") }
            return .chunked
        }
        guard let length, length > 0 else { return .none }
        return .length(length)
    }

    private mutating func readHost(
        _ field: Field, _ b: Span<UInt8>, _ head: inout Head, _ known: KnownHost
    ) throws(Refusal) {
        hosts += 1
        let value = b.extracting(field.value.range)
        let isKnown = value.isEqual(to: known.bytes.span)
        guard hosts == 1, let name = isKnown ? known.nameCount : Authority.name(value), name > 0 else {
            throw .malformed("The Host field must be one host name with an optional port.")
        }
        head.host = field.value
        head.hostName = Extent(field.value.range.prefix(name))
        if isKnown { head.facts.insert(.knownHost) }
    }

    private func readExpectation(_ value: Span<UInt8>, _ head: inout Head) throws(Refusal) {
        guard value.equalsFolded("100-continue") else {
            throw Refusal(.expectationFailed, "Only the expectation 100-continue can be met.")
        }
        head.expectsContinue = head.minorVersion == 1  // RFC 9110 §10.1.1: HTTP/1.0 cannot mean it
    }

    private mutating func readConnection(_ b: Span<UInt8>, _ value: Range<Int>) throws(Refusal) {
        var start = value.lowerBound
        while start <= value.upperBound {
            var end = start
            while end < value.upperBound, b[end] != 0x2C { end += 1 }
            let option = b.extracting(b.trimmed(start..<end))
            if option.equalsFolded("close") {
                closes = true
            } else if option.equalsFolded("keep-alive") {
                keepsAlive = true
            } else if !option.isEmpty && !option.isToken {
                throw .malformed("The Connection field must be a list of tokens.")
            }
            start = end + 1
        }
    }

    /// `Content-Length`, or `Sec-Fetch-Site`, which happens to be as long.
    private mutating func readLength(
        _ name: Span<UInt8>, _ value: Span<UInt8>, _ head: inout Head
    ) throws(Refusal) {
        guard name.equalsFolded("content-length") else {
            if name.equalsFolded("sec-fetch-site") { head.facts.insert(.fetchSite) }
            // Some gateways make a hyphen of `_`: then two servers would see two different bodies.
            guard !name.equalsFolded("content_length") else { throw .malformed("Content_Length is refused.") }
            return
        }
        guard length == nil, let count = Self.length(value) else {
            throw .malformed("Content-Length must stand once and be a plain decimal number.")
        }
        length = count
    }

    /// A plain decimal number of at most 18 digits, without leading zeros.
    static func length(_ digits: Span<UInt8>) -> Int? {
        guard digits.count > 0, digits.count <= 18, digits.count == 1 || digits[0] != 0x30 else { return nil }
        var value = 0
        for i in 0..<digits.count {
            guard digits[i].isDigit else { return nil }
            value = value * 10 + Int(digits[i] - 0x30)
        }
        return value
    }

    /// `Transfer-Encoding`, or `If-Modified-Since`, which happens to be as long.
    private mutating func readCoding(
        _ name: Span<UInt8>, _ value: Span<UInt8>, _ head: inout Head
    ) throws(Refusal) {
        if name.equalsFolded("if-modified-since") { head.facts.insert(.conditions) }
        guard !name.equalsFolded("transfer_encoding") else { throw .malformed("Transfer_Encoding is refused.") }
        guard name.equalsFolded("transfer-encoding") else { return }
        guard head.minorVersion == 1, !isChunked, !value.isEmpty else {
            throw .malformed("Transfer-Encoding must stand once, in HTTP/1.1.")
        }
        guard value.equalsFolded("chunked") else {
            // Where chunked is not the last coding, nobody can tell where the body ends (RFC 9112 §6.3).
            guard value.count > 7, value.extracting(value.count - 7..<value.count).equalsFolded("chunked") else {
                throw .malformed("The last transfer coding must be chunked.")
            }
            throw Refusal(.notImplemented, "The only transfer coding here is chunked.")
        }
        isChunked = true
    }
}
