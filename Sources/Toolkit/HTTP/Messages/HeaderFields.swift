import Memory

/// The header fields that a message is sent with, kept as the lines they become on the wire.
///
/// A field that would split the message (a name that is no token, a control byte in a value) or that belongs to the
/// framing (`Content-Length`, `Transfer-Encoding`, `Connection`…) is not taken: it makes the whole unsound, and what is
/// unsound is never sent.
package struct HeaderFields: Sendable, Equatable {
    /// Complete lines, each ended by CRLF.
    package private(set) var lines: [UInt8] = []
    package private(set) var isSound = true

    package init() {}

    /// Lines that a parser has checked: a name, a colon, one blank, a value and CRLF each.
    init(checked lines: [UInt8]) { self.lines = lines }

    /// Adds a field after those of the same name.
    package mutating func add(_ name: String, _ value: String) {
        append(name) { $0.append(span: value.utf8.span) }
    }

    /// Adds a whole line that the program itself holds, ended by CRLF: what it says is known to be sound.
    package mutating func add(line: StaticString) {
        if lines.isEmpty { lines.reserveCapacity(Self.usual) }
        lines.append(line)
    }

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
        get { line(of: name).map { String(decoding: lines[$0.value], as: UTF8.self) } }
        set {
            remove(name)
            if let newValue { add(name, newValue) }
        }
    }

    package func contains(_ name: String) -> Bool { line(of: name) != nil }

    package mutating func remove(_ name: String) {
        while let found = line(of: name) { lines.removeSubrange(found.line) }
    }

    private mutating func append(_ name: String, _ value: (inout [UInt8]) -> Void) {
        if lines.isEmpty { lines.reserveCapacity(Self.usual) }
        let start = lines.count
        lines.append(span: name.utf8.span)
        let middle = lines.count
        lines.append(": ")
        value(&lines)
        guard Self.isSound(lines.span.extracting(start..<middle), lines.span.extracting(middle + 2..<lines.count))
        else {
            lines.removeSubrange(start...)
            isSound = false
            return
        }
        lines.append("\r\n")
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
    private func line(of name: String) -> (line: Range<Int>, value: Range<Int>)? {
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
