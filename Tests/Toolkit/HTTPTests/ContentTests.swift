import Compression
import HTTP
import Sockets
import TestSupport
import Testing

/// Ranges, conditions and encodings, through a server.
@Suite(.timeLimit(.minutes(2))) struct ContentTests {
    private static let text = (0..<4000).map { UInt8(truncatingIfNeeded: 0x61 + $0 % 26) }

    private static let application = HTTPApplication { request in
        switch String(decoding: request.path, as: UTF8.self) {
        case "/text":
            var response = Response(.ok, "application/json", text)
            response.validator = Validator(tag: "v1", modified: 784_111_777)
            return response
        case "/picture": return Response(.ok, "image/png", text)
        case "/small": return Response(.ok, "application/json", Array(text.prefix(1024)))
        case "/large": return Response(.ok, "text/plain", Array(repeatElement(text, count: 100).joined()))
        case "/stream":
            var response = Response(.ok, .stream(length: nil) { for _ in 0..<3 { try await $0.write(text) } })
            response.set("content-type", "text/plain; charset=utf-8")
            return response
        case "/file":
            let file = try File(path: String(decoding: request.query ?? [], as: UTF8.self))
            return Response(.ok, .file(file, size: file.size))
        case "/gzip":
            let body = try await request.body.inflated.collect(upTo: 100_000)
            return Response(.ok, "text/plain", Array("\(body.count)".utf8))
        default: return try await echo(request)
        }
    }

    private func ask(_ path: String, _ fields: String = "", method: String = "GET") async throws -> Reply {
        try await exchange("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", method)
    }

    private func exchange(_ text: String, _ method: String, _ body: [UInt8] = []) async throws -> Reply {
        let server = try RunningServer(Self.application)
        let reply = try await onThread {
            let wire = try server.wire()
            try wire.send(Array(text.utf8) + body)
            return try wire.reply(to: method)
        }
        try await server.cancel()
        return reply
    }

    @Test func `a part is sent to whom asks for one`() async throws {
        let part = try await ask("/text", "Range: bytes=26-51\r\n")
        #expect(part.status == 206 && part.text == "abcdefghijklmnopqrstuvwxyz")
        #expect(part["content-range"] == "bytes 26-51/4000" && part["etag"] == "\"v1\"")
        let none = try await ask("/text", "Range: bytes=4000-\r\n")
        #expect(none.status == 416 && none["content-range"] == "bytes */4000" && none.body.isEmpty)
        let several = try await ask("/text", "Range: bytes=0-1,3-4\r\n")
        #expect(several.status == 200 && several.body.count == 4000 && several["accept-ranges"] == "bytes")
        #expect(try await ask("/text", "Range: bytes=0-1\r\n", method: "HEAD").status == 200)
    }

    @Test(arguments: [
        ("\"v1\"", 206), ("W/\"v1\"", 200), ("\"v2\"", 200), ("Sun, 06 Nov 1994 08:49:37 GMT", 206),
        ("Sun, 06 Nov 1994 08:49:38 GMT", 200), ("v1", 200), ("\"v1\", \"v2\"", 200),
    ])
    func `a part is sent only of the state that it belongs to`(condition: String, status: Int) async throws {
        let reply = try await ask("/text", "Range: bytes=0-0\r\nIf-Range: \(condition)\r\n")
        #expect(reply.status == status)
    }

    @Test func `conditions are met without the handler`() async throws {
        let same = try await ask("/text", "If-None-Match: \"v1\"\r\nRange: bytes=0-0\r\n")
        #expect(same.status == 304 && same["etag"] == "\"v1\"" && same["content-length"] == nil)
        #expect(same["last-modified"] == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(try await ask("/text", "If-Match: \"v2\"\r\n").status == 412)
        #expect(try await ask("/text", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n").status == 304)
        #expect(try await ask("/text", "If-None-Match: \"v2\"\r\n").status == 200)
    }

    @Test func `text is compressed when asked for, and its tag is weakened`() async throws {
        let reply = try await ask("/text", "Accept-Encoding: gzip\r\n")
        #expect(reply["content-encoding"] == "gzip" && reply["vary"] == "accept-encoding")
        #expect(reply["etag"] == "W/\"v1\"" && reply.body.count < 1000)
        #expect(try inflate(reply.body) == Self.text)
        let plain = try await ask("/text")
        #expect(plain["content-encoding"] == nil && plain["vary"] == "accept-encoding" && plain["etag"] == "\"v1\"")
        let head = try await ask("/text", "Accept-Encoding: gzip\r\n", method: "HEAD")
        #expect(head["content-encoding"] == "gzip" && head["content-length"] == nil)
        #expect(try await ask("/text", "Accept-Encoding: gzip\r\nRange: bytes=0-0\r\n").text == "a")
        #expect(try await ask("/text", "Accept-Encoding: gzip\r\nIf-None-Match: W/\"v1\"\r\n").status == 304)
    }

    @Test func `what is small or compressed already is left alone`() async throws {
        for path in ["/small", "/picture"] {
            let reply = try await ask(path, "Accept-Encoding: gzip\r\n")
            #expect(reply["content-encoding"] == nil && reply["vary"] == nil)
        }
    }

    @Test func `large bodies and streams are compressed as they go`() async throws {
        let large = try await ask("/large", "Accept-Encoding: gzip\r\n")
        #expect(try inflate(large.body) == Array(repeatElement(Self.text, count: 100).joined()))
        let stream = try await ask("/stream", "Accept-Encoding: gzip\r\n")
        #expect(stream["transfer-encoding"] == "chunked")
        #expect(try inflate(stream.body) == Self.text + Self.text + Self.text)
    }

    @Test func `a file is sent, whole and in part`() async throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try File(path: folder.path("file"), create: true).append(bytes.span)
        let whole = try await ask("/file?" + folder.path("file"))
        #expect(whole.body == bytes && whole["accept-ranges"] == "bytes")
        let part = try await ask("/file?" + folder.path("file"), "Range: bytes=1000-200999\r\n")
        #expect(part.status == 206 && part.body == Array(bytes[1000..<201_000]))
        let head = try await ask("/file?" + folder.path("file"), method: "HEAD")
        #expect(head["content-length"] == "300000")
    }

    @Test func `a compressed request is inflated where that is allowed, within the limit`() async throws {
        func send(_ path: String, _ body: [UInt8], _ coding: String = "gzip") async throws -> Reply {
            let head = "PUT \(path) HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding)\r\n"
            return try await exchange(head + "Content-Length: \(body.count)\r\n\r\n", "PUT", body)
        }
        let noise = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        #expect(try await send("/gzip", gzip(noise)).text == "100000")
        #expect(try await send("/gzip", gzip(noise + [0])).status == 413)
        #expect(try await send("/gzip", gzip([UInt8](repeating: 0, count: 5_000_000))).status == 413)
        #expect(try await send("/gzip", gzip([UInt8](repeating: 0, count: 90_000))).status == 413)
        #expect(try await send("/gzip", Array(gzip(noise).dropLast(4))).status == 400)
        #expect(try await send("/gzip", gzip(noise) + [1]).status == 400)
        #expect(try await send("/gzip", Array("plain".utf8)).status == 400)
        #expect(try await send("/gzip", gzip(noise), "br").status == 415)
        #expect(try await send("/gzip", gzip(gzip(noise)), "gzip, gzip").status == 415)
        #expect(try await send("/echo", gzip(noise)).status == 415)
        #expect(try await send("/gzip", Array("plain".utf8), "identity").text == "5")
    }

    private func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var compressor = Compressor(level: 9)
        var output: [UInt8] = []
        compressor.compress(bytes.span, into: &output, flush: .end)
        return output
    }

    private func inflate(_ bytes: [UInt8]) throws -> [UInt8] {
        var inflater = Inflater(ratio: 10_000)
        var output: [UInt8] = []
        var rest = bytes[...]
        while !inflater.hasEnded {
            let taken = try inflater.inflate(rest.span, into: &output, atMost: 1 << 20)
            rest = rest.dropFirst(taken)
            if taken == 0 && rest.isEmpty { break }
        }
        try inflater.finish()
        return output
    }
}
