import Memory

/// The header fields that a message is sent with, kept as the lines they become on the wire.
///
/// A field that would split the message (a name that is no token, a control byte in a value) or that belongs to the
/// framing (`Content-Length`, `Transfer-Encoding`, `Connection`…) is not taken: it makes the whole unsound, and what is
/// unsound is never sent.
///
/// What nearly every answer says takes no memory until it is written: lines that are shared, the number of the request,
/// and a bit for each of the standing lines.
package struct HeaderFields: Sendable {
    /// Complete lines, each ended by CRLF, before the number and the standing lines.
    private var own: [UInt8] = []
    private var number: RequestID?
    private var standing: Standing = []
    /// Whether a field for caches may be among the own lines.
    private var mayNameCaching = false
    package private(set) var isSound = true

    /// Lines that stand in many answers, word for word.
    package struct Standing: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// What is sent is what it says it is.
        package static let noSniffing = Standing(rawValue: 1)
        /// Nobody keeps it.
        package static let noStore = Standing(rawValue: 2)
        /// Both. A literal of two would be put together anew for each answer.
        package static let guarding = Standing(rawValue: 3)
        /// From now on this name is asked over TLS alone (RFC 6797).
        package static let strictTransport = Standing(rawValue: 4)
    }

    package init() {}

    /// Lines that a parser has checked, or that the program itself holds: a name, a colon, one blank, a value and CRLF
    /// each.
    package init(checked lines: [UInt8]) {
        own = lines
        mayNameCaching = true
    }

    /// The one line of a type of content, which is known to be sound.
    package init(type line: [UInt8]) { own = line }

    /// Adds a field after those of the same name.
    package mutating func add(_ name: String, _ value: String) {
        append(name) { $0.append(span: value.utf8.span) }
    }

    /// Adds a whole line that the program itself holds, ended by CRLF: what it says is known to be sound.
    package mutating func add(line: StaticString) {
        if own.isEmpty { own.reserveCapacity(Self.usual) }
        own.append(line)
        mayNameCaching = true
    }

    /// Adds standing lines, none of which may have been added before.
    package mutating func add(_ lines: Standing) { standing.formUnion(lines) }

    /// Names the request that is answered: `X-Request-Id`.
    package mutating func add(_ number: RequestID) { self.number = number }

    /// What the fields of an ordinary answer need.
    private static let usual = 192

    /// Adds a field whose value is at hand as bytes.
    package mutating func add(_ name: String, bytes: ArraySlice<UInt8>) {
        append(name) { $0.append(span: bytes.span) }
    }

    /// Adds a field in place of all of that name.
    package mutating func set(_ name: String, _ value: String) {
        remove(name)
        add(name, value)
    }

    /// The value of the first field of that name.
    package subscript(_ name: String) -> String? {
        get {
            let lines = lines
            return Self.line(of: name, in: lines).map { String(decoding: lines[$0.value], as: UTF8.self) }
        }
        set {
            remove(name)
            if let newValue { add(name, newValue) }
        }
    }

    package func contains(_ name: String) -> Bool { Self.line(of: name, in: lines) != nil }

    /// Whether caches are told anything.
    package var namesCaching: Bool {
        standing.contains(.noStore) || mayNameCaching && Self.line(of: "cache-control", in: own) != nil
    }

    package mutating func remove(_ name: String) {
        settle()
        while let found = Self.line(of: name, in: own) { own.removeSubrange(found.line) }
    }

    private mutating func append(_ name: String, _ value: (inout [UInt8]) -> Void) {
        if own.isEmpty { own.reserveCapacity(Self.usual) }
        let start = own.count
        own.append(span: name.utf8.span)
        let middle = own.count
        own.append(": ")
        value(&own)
        guard Self.isSound(own.span.extracting(start..<middle), own.span.extracting(middle + 2..<own.count)) else {
            own.removeSubrange(start...)
            isSound = false
            return
        }
        own.append("\r\n")
        mayNameCaching = mayNameCaching || middle - start == 13
    }

    private static func isSound(_ name: borrowing Span<UInt8>, _ value: borrowing Span<UInt8>) -> Bool {
        guard name.isToken, value.isFieldValue else { return false }
        return switch name.count {
        case 7: !name.equalsFolded("trailer") && !name.equalsFolded("upgrade")
        case 10: !name.equalsFolded("connection") && !name.equalsFolded("keep-alive")
        case 14: !name.equalsFolded("content-length")
        case 17: !name.equalsFolded("transfer-encoding")
        default: true
        }
    }

    /// Where the first line of that name stands, and the value in it.
    private static func line(of name: String, in lines: [UInt8]) -> (line: Range<Int>, value: Range<Int>)? {
        let wanted = name.utf8.span
        let span = lines.span
        var start = 0
        while start < lines.count, let end = span.firstIndex(of: 0x0A, from: start) {
            let middle = start + wanted.count
            if middle + 2 <= end, span[middle] == 0x3A, span.extracting(start..<middle).equalsFolded(wanted) {
                return (start..<end + 1, middle + 2..<end - 1)
            }
            start = end + 1
        }
        return nil
    }
}

// MARK: On the wire

extension HeaderFields {
    /// All lines as they are sent.
    package var lines: [UInt8] {
        guard number != nil || !standing.isEmpty else { return own }
        return [UInt8](capacity: byteCount) { write(to: &$0) }
    }

    /// How many bytes the lines take, or some more.
    var byteCount: Int { own.count + 48 + 128 }

    /// Writes all lines where there is room for so many bytes.
    func write(to output: inout OutputSpan<UInt8>) {
        output.append(span: own.span)
        if let number {
            output.append("x-request-id: ")
            output.append(hexadecimal: number.high, number.low)
            output.append("\r\n")
        }
        if standing.contains(.guarding) {
            output.append("x-content-type-options: nosniff\r\ncache-control: no-store\r\n")
        } else if standing.contains(.noSniffing) {
            output.append("x-content-type-options: nosniff\r\n")
        } else if standing.contains(.noStore) {
            output.append("cache-control: no-store\r\n")
        }
        if standing.contains(.strictTransport) { output.append("strict-transport-security: max-age=31536000\r\n") }
    }

    /// Makes all lines its own, so that each can be found and taken away.
    private mutating func settle() {
        own = lines
        mayNameCaching = true
        number = nil
        standing = []
    }
}

extension HeaderFields: Equatable {
    package static func == (one: HeaderFields, other: HeaderFields) -> Bool {
        one.isSound == other.isSound && one.lines == other.lines
    }
}
