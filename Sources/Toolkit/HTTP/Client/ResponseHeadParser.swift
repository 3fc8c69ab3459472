import Memory

/// How the body of a response ends (RFC 9112 §6.3).
package enum ResponseFraming: Sendable, Equatable { case none, length(Int), chunked, untilClose }

/// What the head of a response says about the exchange; its fields stay in their bytes.
package struct ResponseHead: Sendable, Equatable {
    package var status: UInt16 = 0
    package var minor: UInt8 = 1
    package var keepAlive = true
    package var framing = ResponseFraming.untilClose
    package var isGzip = false
    /// Where the lines of the fields are, counted from the head's first byte.
    package var lines = 0..<0
    /// Where the body begins.
    package var size = 0
    /// Whether each line is a name, a colon, one blank and a value, as `HeaderFields` keeps them.
    package var isCanonical = true
}

/// Reads the head of a response, strictly and incrementally: each byte is searched once and checked once, however the
/// head is cut. Bare line feeds, folded lines, blanks before a colon, lengths that are no plain number or stated twice,
/// and a length beside a transfer coding are refused (RFC 9112 §2.2, §5, §6.3).
package struct ResponseHeadParser: Sendable {
    struct Limits: Sendable {
        var statusLine = 8 * 1024
        var section = 64 * 1024
        var fields = 200
    }

    private let limits: Limits
    package private(set) var head = ResponseHead()
    /// How many bytes belong to lines that were read.
    private var consumed = 0
    private var scanned = 0
    private var started = false
    private var fields = 0
    private var length: Int?
    private var chunked = false

    package init() { limits = Limits() }

    init(limits: Limits) { self.limits = limits }

    /// `true` once the blank line is read. `bytes` begins with the head's first byte at every call.
    package mutating func parse(_ bytes: Span<UInt8>) throws(HTTPResponseFault) -> Bool {
        while let lf = bytes.firstIndex(of: 0x0A, from: scanned) {
            let start = consumed
            guard lf > start, bytes[lf - 1] == 0x0D else { throw started ? .field : .statusLine }
            consumed = lf + 1
            scanned = consumed
            if !started {
                guard lf - start <= limits.statusLine else { throw .tooLarge }
                try statusLine(bytes, start, lf - 1)
                head.lines = consumed..<consumed
                started = true
            } else if start == lf - 1 {
                head.lines = head.lines.lowerBound..<start
                head.size = consumed
                try finish()
                return true
            } else {
                guard consumed - head.lines.lowerBound <= limits.section else { throw .tooLarge }
                try field(bytes, start, lf - 1)
            }
        }
        scanned = bytes.count
        // The blank line that ends the section may be cut in two.
        let limit = started ? head.lines.lowerBound + limits.section + 1 : limits.statusLine
        guard bytes.count <= limit else { throw .tooLarge }
        return false
    }

    /// `HTTP/1.1 200 OK`. The reason may be empty, and the blank before an empty reason missing, as some servers do.
    private mutating func statusLine(_ b: Span<UInt8>, _ start: Int, _ end: Int) throws(HTTPResponseFault) {
        guard end - start >= 12, b.extracting(start..<start + 5).equals("HTTP/") else { throw .statusLine }
        guard b[start + 5].isDigit, b[start + 6] == UInt8(ascii: "."), b[start + 7].isDigit, b[start + 8] == 0x20
        else { throw .statusLine }
        guard b[start + 5] == UInt8(ascii: "1") else { throw .version }
        head.minor = min(b[start + 7] - 0x30, 1)
        head.keepAlive = head.minor == 1
        var status: UInt16 = 0
        for i in start + 9..<start + 12 {
            guard b[i].isDigit else { throw .statusLine }
            status = status * 10 + UInt16(b[i] - 0x30)
        }
        guard 100..<600 ~= status else { throw .status }
        head.status = status
        guard end > start + 12 else { return }
        guard b[start + 12] == 0x20 else { throw .statusLine }
        for i in start + 13..<end where !b[i].isFieldByte { throw .statusLine }
    }

    private mutating func field(_ b: Span<UInt8>, _ start: Int, _ end: Int) throws(HTTPResponseFault) {
        fields += 1
        guard fields <= limits.fields else { throw .tooLarge }
        var i = start
        while i < end, b[i].isToken { i += 1 }
        guard i > start, i < end, b[i] == UInt8(ascii: ":") else { throw .field }
        let name = i
        var from = i + 1
        var to = end
        while from < to, b[from].isBlank { from += 1 }
        while to > from, b[to - 1].isBlank { to -= 1 }
        if from != name + 2 || b[name + 1] != 0x20 || to != end { head.isCanonical = false }
        i = from
        while i < to {
            guard b[i].isFieldByte else { throw .field }
            i += 1
        }
        try interpret(b, start, name, from, to)
    }

    /// The fields that shape the exchange itself.
    private mutating func interpret(
        _ b: Span<UInt8>, _ start: Int, _ end: Int, _ from: Int, _ to: Int
    ) throws(HTTPResponseFault) {
        switch end - start {
        case 10 where b.extracting(start..<end).equalsFolded("connection"):
            connection(b, from, to)
        case 14 where b.extracting(start..<end).equalsFolded("content-length"):
            guard length == nil, 1...18 ~= to - from else { throw .length }
            guard b[from] != UInt8(ascii: "0") || to - from == 1 else { throw .length }
            var value = 0
            for i in from..<to {
                guard b[i].isDigit else { throw .length }
                value = value * 10 + Int(b[i] - 0x30)
            }
            length = value
        case 16 where b.extracting(start..<end).equalsFolded("content-encoding"):
            if b.extracting(from..<to).equalsFolded("identity") { return }
            // A second coding on top of the first is left to whoever asked for it.
            head.isGzip = b.extracting(from..<to).equalsFolded("gzip") || b.extracting(from..<to).equalsFolded("x-gzip")
        case 17 where b.extracting(start..<end).equalsFolded("transfer-encoding"):
            guard head.minor == 1, !chunked, b.extracting(from..<to).equalsFolded("chunked") else {
                throw .transferCoding
            }
            chunked = true
        default: break
        }
    }

    private mutating func connection(_ b: Span<UInt8>, _ from: Int, _ to: Int) {
        var i = from
        while i < to {
            var next = i
            while next < to, b[next] != UInt8(ascii: ",") { next += 1 }
            var last = next
            while i < last, b[i].isBlank { i += 1 }
            while last > i, b[last - 1].isBlank { last -= 1 }
            if b.extracting(i..<last).equalsFolded("close") { head.keepAlive = false; return }
            if head.minor == 0, b.extracting(i..<last).equalsFolded("keep-alive") { head.keepAlive = true }
            i = next + 1
        }
    }

    private mutating func finish() throws(HTTPResponseFault) {
        guard !(chunked && length != nil) else { throw .framing }
        head.framing = chunked ? .chunked : length.map { $0 == 0 ? .none : .length($0) } ?? .untilClose
    }
}

extension ResponseHead {
    var isInterim: Bool { status < 200 }

    /// RFC 9112 §6.3: what the request and the status say about the body, whatever the fields say.
    mutating func settle(afterHead isHead: Bool) {
        guard isHead || status == 204 || status == 304 else { return }
        // A body announced where none may be leaves it open where the next answer begins.
        if !isHead, status == 204, framing != .none, framing != .untilClose { keepAlive = false }
        framing = .none
    }
}
