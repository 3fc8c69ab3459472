import TestSupport
import Testing

@testable import HTTP

@Suite("Heads of responses") struct ResponseHeadParserTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let status: UInt16
        let framing: ResponseFraming
        let keepAlive: Bool
        var testDescription: String { text.debugDescription }
        init(_ text: String, _ status: UInt16, _ framing: ResponseFraming, keepAlive: Bool = true) {
            (self.text, self.status, self.framing, self.keepAlive) = (text, status, framing, keepAlive)
        }
    }

    static let good: [Case] = [
        Case("HTTP/1.1 200 OK\r\n\r\n", 200, .untilClose),
        Case("HTTP/1.1 200 \r\n\r\n", 200, .untilClose),
        Case("HTTP/1.1 200\r\n\r\n", 200, .untilClose),
        Case("HTTP/1.1 599 Quite \t odd: \u{E9}\r\n\r\n", 599, .untilClose),
        Case("HTTP/1.0 200 OK\r\n\r\n", 200, .untilClose, keepAlive: false),
        Case("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 3\r\n\r\n", 200, .length(3)),
        Case("HTTP/1.1 204 No Content\r\n\r\n", 204, .untilClose),
        Case("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, .none),
        Case("HTTP/1.1 200 OK\r\ncontent-length:12\r\n\r\n", 200, .length(12)),
        Case("HTTP/1.1 200 OK\r\nCONTENT-LENGTH: \t 12 \t \r\n\r\n", 200, .length(12)),
        Case("HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\n", 200, .length(999_999_999_999_999_999)),
        Case("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, .chunked),
        Case("HTTP/1.1 200 OK\r\ntransfer-encoding: CHUNKED\r\n\r\n", 200, .chunked),
        Case("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", 200, .untilClose, keepAlive: false),
        Case(
            "HTTP/1.1 200 OK\r\nConnection: a, Close ,b\r\nContent-Length: 1\r\n\r\n", 200, .length(1), keepAlive: false
        ),
        Case("HTTP/1.1 200 OK\r\nX-Empty:\r\nX: a:b\r\n\r\n", 200, .untilClose),
        Case("HTTP/1.9 200 OK\r\n\r\n", 200, .untilClose),
        Case("HTTP/1.1 100 Continue\r\n\r\n", 100, .untilClose),
        Case("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", 304, .length(7)),
    ]

    @Test(arguments: good) func `what a server may say is read alike however it is cut`(c: Case) throws {
        let bytes = Array(c.text.utf8)
        let whole = try #require(try Self.parse(bytes, cuts: []))
        #expect(whole.status == c.status)
        #expect(whole.framing == c.framing)
        #expect(whole.keepAlive == c.keepAlive)
        #expect(whole.size == bytes.count)
        for cut in 0...bytes.count {
            #expect(try Self.parse(bytes, cuts: [cut]) == whole)
        }
        #expect(try Self.parse(bytes, cuts: Array(0...bytes.count)) == whole)
    }

    static let bad: [(String, HTTPResponseFault)] = [
        ("\r\n", .statusLine), ("\n", .statusLine), ("x\r\n", .statusLine), ("HTTP/1.1 200 OK\n", .statusLine),
        ("HTTP/1.1  200 OK\r\n", .statusLine), ("HTTP/1.1 20 OK\r\n", .statusLine),
        ("HTTP/1.1 2000 OK\r\n", .statusLine), ("HTTP/1.1 +20 OK\r\n", .statusLine),
        ("HTTP/1.1\t200 OK\r\n", .statusLine), ("http/1.1 200 OK\r\n", .statusLine),
        ("HTTP/11 200 OK\r\n\r\n", .statusLine), ("HTTP/1.1 200OK\r\n", .statusLine),
        ("HTTP/1.1 200 O\u{0}K\r\n", .statusLine), ("HTTP/1.1 200 O\rK\r\n", .statusLine),
        ("HTTP/2.0 200 OK\r\n", .version), ("HTTP/0.9 200 OK\r\n", .version),
        ("HTTP/1.1 099 OK\r\n", .status), ("HTTP/1.1 600 OK\r\n", .status), ("HTTP/1.1 000 OK\r\n", .status),
        ("HTTP/1.1 200 OK\r\nA: b\n", .field), ("HTTP/1.1 200 OK\r\n\n", .field),
        ("HTTP/1.1 200 OK\r\nA\r\n", .field), ("HTTP/1.1 200 OK\r\n: b\r\n", .field),
        ("HTTP/1.1 200 OK\r\nA : b\r\n", .field), ("HTTP/1.1 200 OK\r\n A: b\r\n", .field),
        ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n", .field), ("HTTP/1.1 200 OK\r\nA: b\r\n\tc\r\n", .field),
        ("HTTP/1.1 200 OK\r\nA: b\u{0}\r\n", .field), ("HTTP/1.1 200 OK\r\nA: b\u{7F}\r\n", .field),
        ("HTTP/1.1 200 OK\r\nA: b\rc\r\n", .field), ("HTTP/1.1 200 OK\r\n(A): b\r\n", .field),
        ("HTTP/1.1 200 OK\r\nContent-Length: \r\n", .length), ("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n", .length),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n", .length), ("HTTP/1.1 200 OK\r\nContent-Length: 01\r\n", .length),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n", .length),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1 1\r\n", .length),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n", .length),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n", .length),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n", .length),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n", .length),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n", .transferCoding),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n", .transferCoding),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n", .transferCoding),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", .transferCoding),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n", .transferCoding),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n", .transferCoding),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .framing),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", .framing),
    ]

    @Test(arguments: bad)
    func `what leaves room for two readings is refused however it is cut`(text: String, fault: HTTPResponseFault) {
        let bytes = Array(text.utf8)
        #expect(throws: fault) { try Self.parse(bytes, cuts: []) }
        for cut in 0...bytes.count {
            #expect(throws: fault) { try Self.parse(bytes, cuts: [cut]) }
        }
    }

    @Test func `every limit holds at its number and not at one more`() throws {
        let limits = ResponseHeadParser.Limits(statusLine: 40, section: 64, fields: 3)
        func parse(_ text: String) throws -> ResponseHead? { try Self.parse(Array(text.utf8), cuts: [], limits) }
        let reason = String(repeating: "r", count: 40 - 14)
        #expect(try parse("HTTP/1.1 200 \(reason)\r\n\r\n") != nil)
        #expect(throws: HTTPResponseFault.tooLarge) { try parse("HTTP/1.1 200 \(reason)r\r\n\r\n") }
        #expect(throws: HTTPResponseFault.tooLarge) { try parse(String(repeating: "H", count: 41)) }
        let fields = "A: b\r\nA: b\r\nA: b\r\n"
        #expect(try parse("HTTP/1.1 200 OK\r\n\(fields)\r\n") != nil)
        #expect(throws: HTTPResponseFault.tooLarge) { try parse("HTTP/1.1 200 OK\r\n\(fields)A: b\r\n\r\n") }
        let value = String(repeating: "v", count: 64 - 4)
        #expect(try parse("HTTP/1.1 200 OK\r\nA:\(value)\r\n\r\n") != nil)
        #expect(throws: HTTPResponseFault.tooLarge) { try parse("HTTP/1.1 200 OK\r\nA:\(value)v\r\n\r\n") }
        #expect(throws: HTTPResponseFault.tooLarge) {
            try parse("HTTP/1.1 200 OK\r\nA:" + String(repeating: "v", count: 65))
        }
    }

    @Test func `no mutation of a head does more than be refused, and cutting it changes nothing`() throws {
        var random = SeededNumbers(seed: 11)
        for c in Self.good {
            for _ in 0..<300 {
                var bytes = Array(c.text.utf8)
                for _ in 0...random.next() % 3 {
                    bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
                }
                let cut = Int(random.next() % UInt64(bytes.count))
                let whole = Result { () throws(HTTPResponseFault) in try Self.parse(bytes, cuts: []) }
                let parts = Result { () throws(HTTPResponseFault) in try Self.parse(bytes, cuts: [cut]) }
                #expect(whole == parts)
            }
        }
    }

    @Test func `fields keep their order, their doubles and their bytes`() throws {
        let text = "HTTP/1.1 200 OK\r\nA:b\r\nSet-Cookie:  x=1; y \r\nset-cookie: z\r\nEmpty:\r\n\r\n"
        let bytes = Array(text.utf8)
        let head = try #require(try Self.parse(bytes, cuts: []))
        #expect(!head.isCanonical)
        let fields = HeaderFields(received: Array(bytes[head.lines]), isCanonical: head.isCanonical)
        #expect(fields["a"] == "b")
        #expect(fields.values(of: "Set-Cookie") == ["x=1; y", "z"])
        #expect(fields["empty"] == "")
        #expect(fields["other"] == nil)
        #expect(fields.map { String(decoding: $0.name, as: UTF8.self) } == ["A", "Set-Cookie", "set-cookie", "Empty"])
    }

    /// Gives the parser ever more of the bytes, as reads would.
    static func parse(
        _ bytes: [UInt8], cuts: [Int], _ limits: ResponseHeadParser.Limits = .init()
    ) throws(HTTPResponseFault) -> ResponseHead? {
        var parser = ResponseHeadParser(limits: limits)
        for end in cuts + [bytes.count] {
            if try parser.parse(bytes.span.extracting(0..<end)) { return parser.head }
        }
        return nil
    }
}
