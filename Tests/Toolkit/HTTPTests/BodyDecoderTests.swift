import HTTP
import Testing

@Suite struct BodyDecoderTests {
    /// The body, or the status of its refusal; a body that has not ended ends in `…`.
    private func outcome(
        _ bytes: [UInt8], _ framing: Framing = .chunked, cut: Int = 0, limits: BodyDecoder.Limits = .init()
    ) -> String {
        var decoder = BodyDecoder(framing, limits: limits)
        var body: [UInt8] = []
        do throws(Refusal) {
            for part in cut > 0 ? stride(from: 0, to: bytes.count, by: cut).map({ $0 }) : [0] {
                var rest = Array(cut > 0 ? bytes[part..<min(part + cut, bytes.count)] : bytes[...])
                while !rest.isEmpty, !decoder.hasEnded {
                    let (taken, piece) = try decoder.decode(rest.span)
                    if let piece { body += rest[piece] }
                    rest.removeFirst(taken)
                }
            }
        } catch { return "\(error.status.code)" }
        #expect(decoder.received == body.count)
        return String(decoding: body, as: UTF8.self) + (decoder.hasEnded ? "" : "…")
    }

    static let cases: [(String, String)] = [
        ("0\r\n\r\n", ""),
        ("5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"),
        ("A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("a\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("0000000000000005\r\nhello\r\n0\r\n\r\n", "hello"),
        ("00000000000000005\r\nhello\r\n0\r\n\r\n", "400"),
        ("5;a=b\r\nhello\r\n0\r\n\r\n", "hello"),
        ("5;a=\"b\"\r\nhello\r\n0;x\r\n\r\n", "hello"),
        ("5;a\nb\r\nhello\r\n0\r\n\r\n", "400"),
        ("5;\u{0}\r\nhello\r\n0\r\n\r\n", "400"),
        ("5 \r\nhello\r\n0\r\n\r\n", "400"),
        (" 5\r\nhello\r\n0\r\n\r\n", "400"),
        ("+5\r\nhello\r\n0\r\n\r\n", "400"),
        ("-5\r\nhello\r\n0\r\n\r\n", "400"),
        ("0x5\r\nhello\r\n0\r\n\r\n", "400"),
        ("5_\r\nhello\r\n0\r\n\r\n", "400"),
        ("\r\nhello\r\n0\r\n\r\n", "400"),
        (";a\r\nhello\r\n0\r\n\r\n", "400"),
        ("g\r\nhello\r\n0\r\n\r\n", "400"),
        ("5\nhello\r\n0\r\n\r\n", "400"),
        ("5\r\r\nhello\r\n0\r\n\r\n", "400"),
        ("5\r\nhello\n0\r\n\r\n", "400"),
        ("5\r\nhello!\r\n0\r\n\r\n", "400"),
        ("5\r\nhell\r\n0\r\n\r\n", "400"),
        ("8000000000000000\r\n", "400"),
        ("FFFFFFFFFFFFFFFF\r\n", "400"),
        ("7FFFFFFFFFFFFFFF\r\nx", "x…"),
        ("0\r\nA: b\r\nC: d\r\n\r\n", ""),
        ("0\r\nA b\r\n\r\n", "400"),
        ("0\r\n: b\r\n\r\n", "400"),
        ("0\r\nA : b\r\n\r\n", "400"),
        ("0\r\n A: b\r\n\r\n", "400"),
        ("0\r\nA: b\n\r\n", "400"),
        ("0\r\nA: \u{0}\r\n\r\n", "400"),
        ("0\r\n\n", "400"),
        ("0\r\n", "…"),
        ("5\r\nhel", "hel…"),
    ]

    @Test(arguments: cases)
    func `chunks are read or refused by their bytes, wherever they are cut`(text: String, expected: String) {
        for cut in 0...text.utf8.count { #expect(outcome(Array(text.utf8), cut: cut) == expected) }
    }

    @Test func `a body of a known length ends there`() {
        #expect(outcome(Array("hello, world".utf8), .length(5)) == "hello")
        #expect(outcome(Array("hel".utf8), .length(5)) == "hel…")
        #expect(outcome([], .length(0)) == "")
        #expect(outcome([], .none) == "")
    }

    @Test func `extensions are bounded for each chunk`() {
        func body(_ count: Int) -> [UInt8] {
            Array("1;\(String(repeating: "x", count: count - 1))\r\nA\r\n".utf8)
        }
        let end = Array("0\r\n\r\n".utf8)
        #expect(outcome(body(256) + body(256) + end) == "AA")
        #expect(outcome(body(256) + body(257) + end) == "400")
    }

    @Test func `trailers are bounded`() {
        func body(_ count: Int) -> [UInt8] {
            // The empty line that ends the trailers counts too, but for its line feed, as does that of the field.
            Array("0\r\nA: \(String(repeating: "x", count: count - 5))\r\n\r\n".utf8)
        }
        #expect(outcome(body(8 * 1024)) == "")
        #expect(outcome(body(8 * 1024 + 1)) == "431")
    }

    @Test func `chunks that cost more than they carry are refused, at the byte that is too much`() {
        var limits = BodyDecoder.Limits()
        limits.overhead = 100
        var decoder = BodyDecoder(.chunked, limits: limits)
        var carried = 0, spent = 0
        for byte in String(repeating: "1\r\nx\r\n", count: 40).utf8 {
            if byte == UInt8(ascii: "x") { carried += 1 } else { spent += 1 }
            let isTaken = (try? decoder.decode([byte].span)) != nil
            #expect(isTaken == (spent <= 100 + carried / 4), "\(spent) for \(carried)")
            if !isTaken { break }
        }
        #expect(spent == 106 && carried == 21)
        let large = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
        #expect(outcome(Array(String(repeating: large, count: 100).utf8), limits: limits).utf8.count > 409_600)
    }
}
