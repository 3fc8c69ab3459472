/// A range of the bytes a head was read from.
package struct Extent: Sendable, Equatable {
    var start: UInt16
    var count: UInt16
    init(_ start: Int, _ end: Int) { self.start = UInt16(start); count = UInt16(end - start) }
    init() { start = 0; count = 0 }
    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

struct Field: Sendable { var name: Extent; var value: Extent }

package enum Method: Sendable, Equatable { case get, head, post, put, patch, delete, options, other }

/// How a body ends.
enum Framing: Sendable, Equatable { case none, length(Int), chunked }

/// What an HTTP/1 head says, as places in its bytes.
struct Head: Sendable {
    var method = Method.other
    var methodName = Extent(), path = Extent(), query = Extent()
    var minor: UInt8 = 1
    var keepAlive = true
    var expectsContinue = false
    var framing = Framing.none
}

/// Refusals of a head; each is the status to answer before closing.
enum HeadError: UInt16, Error {
    case malformed = 400, expectation = 417, tooLarge = 431, transferCoding = 501, version = 505
}

/// Strict, incremental: each byte is searched once and checked once, however the
/// head is cut. Positions count from the head's first byte.
struct HeadParser: Sendable {
    static let maxFields = 100
    private(set) var head = Head()
    private(set) var consumed = 0
    private var scanned = 0
    private var started = false
    private var hosts = 0
    private var length: Int?
    private var chunked = false

    /// `true` once the blank line is read; `consumed` then tells the head's size.
    mutating func parse(_ bytes: Span<UInt8>, into fields: inout [Field]) throws(HeadError) -> Bool {
        while let lf = bytes.firstIndex(of: 0x0A, from: scanned) {
            guard lf > consumed, bytes[lf - 1] == 0x0D else { throw .malformed }
            let start = consumed, end = lf - 1
            consumed = lf + 1
            scanned = consumed
            if !started {
                if start == end && start == 0 { continue }  // one blank line before a request is forgiven
                try requestLine(bytes, start, end)
                started = true
            } else if start == end {
                try finish()
                return true
            } else {
                try field(bytes, start, end, &fields)
            }
        }
        scanned = bytes.count
        return false
    }

    private mutating func requestLine(_ b: Span<UInt8>, _ start: Int, _ end: Int) throws(HeadError) {
        var i = start
        while i < end, isToken(b[i]) { i += 1 }
        guard i > start, i < end, b[i] == 0x20 else { throw .malformed }
        head.methodName = Extent(start, i)
        head.method = method(b, start, i)
        i += 1
        let target = i
        var mark = -1
        while i < end, b[i] > 0x20, b[i] < 0x7F {
            if b[i] == 0x3F, mark < 0 { mark = i }
            if b[i] == 0x23 { throw .malformed }  // a fragment never travels
            i += 1
        }
        guard i > target, i < end, b[i] == 0x20 else { throw .malformed }
        guard b[target] == 0x2F || (b[target] == 0x2A && i == target + 1 && head.method == .options) else {
            throw .malformed
        }
        head.path = Extent(target, mark < 0 ? i : mark)
        if mark >= 0 { head.query = Extent(mark + 1, i) }
        i += 1
        guard end - i == 8, equals(b, i, i + 5, "HTTP/"), b[i + 6] == 0x2E, isDigit(b[i + 5]), isDigit(b[i + 7])
        else { throw .malformed }
        guard b[i + 5] == 0x31 else { throw .version }
        head.minor = min(b[i + 7] - 0x30, 1)
        head.keepAlive = head.minor == 1
    }

    private mutating func field(_ b: Span<UInt8>, _ start: Int, _ end: Int, _ fields: inout [Field]) throws(HeadError) {
        guard fields.count < Self.maxFields else { throw .tooLarge }
        var i = start
        while i < end, isToken(b[i]) { i += 1 }
        guard i > start, i < end, b[i] == 0x3A else { throw .malformed }  // also refuses folding
        let name = Extent(start, i)
        var from = i + 1, to = end
        while from < to, b[from] == 0x20 || b[from] == 0x09 { from += 1 }
        while to > from, b[to - 1] == 0x20 || b[to - 1] == 0x09 { to -= 1 }
        i = from
        while i < to {
            guard b[i] >= 0x20 && b[i] != 0x7F || b[i] == 0x09 else { throw .malformed }
            i += 1
        }
        fields.append(Field(name: name, value: Extent(from, to)))
        try interpret(b, start, start + Int(name.count), from, to)
    }

    /// The fields that shape the connection itself.
    private mutating func interpret(_ b: Span<UInt8>, _ start: Int, _ end: Int, _ from: Int, _ to: Int)
        throws(HeadError)
    {
        switch end - start {
        case 4 where equalsFolded(b, start, end, "host"):
            hosts += 1
        case 6 where equalsFolded(b, start, end, "expect"):
            guard equalsFolded(b, from, to, "100-continue") else { throw .expectation }
            head.expectsContinue = head.minor == 1
        case 10 where equalsFolded(b, start, end, "connection"):
            var i = from
            while i < to {
                var j = i
                while j < to, b[j] != 0x2C { j += 1 }
                var last = j
                while i < last, b[i] == 0x20 || b[i] == 0x09 { i += 1 }
                while last > i, b[last - 1] == 0x20 || b[last - 1] == 0x09 { last -= 1 }
                if equalsFolded(b, i, last, "close") { head.keepAlive = false; return }
                if head.minor == 0, equalsFolded(b, i, last, "keep-alive") { head.keepAlive = true }
                i = j + 1
            }
        case 14 where equalsFolded(b, start, end, "content-length"):
            guard length == nil, to > from, to - from <= 18 else { throw .malformed }
            var value = 0
            for i in from..<to {
                guard isDigit(b[i]) else { throw .malformed }
                value = value * 10 + Int(b[i] - 0x30)
            }
            length = value
        case 17 where equalsFolded(b, start, end, "transfer-encoding"):
            guard head.minor == 1, !chunked else { throw .malformed }
            guard equalsFolded(b, from, to, "chunked") else { throw .transferCoding }
            chunked = true
        default: break
        }
    }

    private mutating func finish() throws(HeadError) {
        guard hosts == 1 || (hosts == 0 && head.minor == 0) else { throw .malformed }
        guard !(chunked && length != nil) else { throw .malformed }  // the smuggler's pair
        head.framing = chunked ? .chunked : length.map { $0 == 0 ? .none : .length($0) } ?? .none
    }
}

private func method(_ b: Span<UInt8>, _ start: Int, _ end: Int) -> Method {
    switch end - start {
    case 3: equals(b, start, end, "GET") ? .get : equals(b, start, end, "PUT") ? .put : .other
    case 4: equals(b, start, end, "POST") ? .post : equals(b, start, end, "HEAD") ? .head : .other
    case 5: equals(b, start, end, "PATCH") ? .patch : .other
    case 6: equals(b, start, end, "DELETE") ? .delete : .other
    case 7: equals(b, start, end, "OPTIONS") ? .options : .other
    default: .other
    }
}

@inline(__always) func isDigit(_ c: UInt8) -> Bool { c &- 0x30 < 10 }

/// RFC 9110 token bytes, as two masks of 64 bits.
@inline(__always) func isToken(_ c: UInt8) -> Bool {
    let low: UInt64 = 0x03FF_6CFA_0000_0000, high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
    return c < 64 ? low >> UInt64(c) & 1 == 1 : c < 128 && high >> UInt64(c & 63) & 1 == 1
}

@inline(__always) func equals(_ b: Span<UInt8>, _ start: Int, _ end: Int, _ text: StaticString) -> Bool {
    guard end - start == text.utf8CodeUnitCount else { return false }
    for i in 0..<(end - start) where b[start + i] != text[i] { return false }
    return true
}
/// Case-folded; `text` is lower case.
@inline(__always) func equalsFolded(_ b: Span<UInt8>, _ start: Int, _ end: Int, _ text: StaticString) -> Bool {
    guard end - start == text.utf8CodeUnitCount else { return false }
    for i in 0..<(end - start) {
        let c = b[start + i]
        guard (c &- 0x41 < 26 ? c | 0x20 : c) == text[i] else { return false }
    }
    return true
}
