import Compression
import HTTP
import Lifecycle
import Sockets
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ServerTests {
    private func ask(_ server: RunningServer, _ text: String) async throws -> Reply {
        try await onThread { try server.wire().ask(text) }
    }

    @Test func `requests on one connection are served in their order`() async throws {
        try await withServer(HTTPApplication(echo)) { server in
            let texts = try await onThread {
                let wire = try server.wire()
                var all = ""
                for i in 0..<500 {
                    all +=
                        i % 3 == 0
                        ? "GET /\(i) HTTP/1.1\r\nHost: a\r\n\r\n"
                        : i % 3 == 1
                            ? "PUT /\(i) HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                            : "POST /\(i) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "3\r\nabc\r\n0\r\n\r\n"
                }
                try wire.send(all)
                return try (0..<500).map { _ in try wire.reply().text }
            }
            for i in 0..<500 {
                #expect(texts[i] == (i % 3 == 0 ? "GET /\(i) 0" : i % 3 == 1 ? "PUT /\(i) 5" : "POST /\(i) 3"))
            }
            #expect(server.server.counts.requests == 500)
        }
    }

    @Test func `an answer carries what every answer carries, and no version`() async throws {
        try await withServer(HTTPApplication(echo)) { server in
            let reply = try await ask(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(reply.status == 200)
            #expect(reply["server"] == "apus")
            let date = Array((reply["date"] ?? "").utf8)
            #expect(HTTPDate.seconds(date.span) != nil)
            #expect(reply["content-length"] == "7")
            #expect(!reply.closes)
            let old = try await ask(server, "GET / HTTP/1.0\r\n\r\n")
            #expect(old.closes)
            let kept = try await ask(server, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(kept["connection"] == "keep-alive")
        }
    }

    @Test func `what is refused before routing is a problem with an id, and the end of the connection`() async throws {
        try await withServer(HTTPApplication(echo)) { server in
            for (text, status) in [
                ("GET / HTTP/1.1\r\n\r\n", 400), ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
                ("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405), ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505),
            ] {
                let (reply, rest) = try await onThread {
                    let wire = try server.wire()
                    let reply = try wire.ask(text + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
                    return (reply, try wire.receiveAll())
                }
                #expect(reply.status == status)
                #expect(reply.closes)
                #expect(rest.isEmpty)
                #expect(reply["content-type"] == "application/problem+json")
                #expect(reply["x-content-type-options"] == "nosniff")
                #expect(reply["x-request-id"]?.utf8.count == 32)
                #expect(reply.text.contains("\"status\":\(status)"))
                if status == 405 { #expect(reply["allow"]?.contains("GET") == true) }
            }
            #expect(server.server.counts.refusedHeads == 4)
        }
    }

    @Test(arguments: [
        ("/a//b", 404), ("/a/../b", 400), ("/%2e%2e/b", 400), ("/%zz", 400), ("/%00", 400), ("/%ff", 400),
        ("/a/.b", 200),
    ])
    func `a path that no route may see is refused, and the connection goes on`(path: String, status: Int) async throws {
        try await withServer(HTTPApplication(echo)) { server in
            let statuses = try await onThread {
                let wire = try server.wire()
                return [
                    try wire.ask("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n").status,
                    try wire.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status,
                ]
            }
            #expect(statuses == [status, 200])
        }
    }

    @Test func `HEAD is told what GET would send, and not sent it`() async throws {
        try await withServer(HTTPApplication(echo)) { server in
            let replies = try await onThread {
                let wire = try server.wire()
                return [
                    try wire.ask("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n"),
                    try wire.ask("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
                ]
            }
            #expect(replies[0]["content-length"] == "11")
            #expect(replies[1].text == "GET /x 0")
        }
    }

    @Test(arguments: [204, 304]) func `an answer without content has none`(status: UInt16) async throws {
        let application = HTTPApplication { _ in Response(Status(status), .bytes(Array("not sent".utf8))) }
        try await withServer(application) { server in
            let (reply, next) = try await onThread {
                let wire = try server.wire()
                return (
                    try wire.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), try wire.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                )
            }
            #expect(reply.status == Int(status) && next.status == Int(status))
            #expect(reply["content-length"] == nil && reply["transfer-encoding"] == nil)
        }
    }

    @Test func `100 is sent when the handler first reads, and only then`() async throws {
        let application = HTTPApplication { request in
            if request.path.count == 1 { return try await echo(request) }
            throw Refusal(.forbidden, "No.")
        }
        try await withServer(application) { server in
            let head = "Host: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
            let (interim, final, refused) = try await onThread {
                let wire = try server.wire()
                try wire.send("PUT / HTTP/1.1\r\n" + head)
                let interim = try Reply(head: wire.receive(until: Array("\r\n\r\n".utf8)))
                try wire.send("hello")
                let final = try wire.reply()
                var interims = 0
                try wire.send("PUT /no HTTP/1.1\r\n" + head)
                let refused = try wire.reply(interim: { _ in interims += 1 })
                return (interim.status, final.text, (refused.status, refused.closes, interims))
            }
            #expect(interim == 100)
            #expect(final == "PUT / 5")
            #expect(refused == (403, true, 0))
        }
    }

    @Test func `a body beyond its limit is refused at its declaration, or where it passes it`() async throws {
        let application = HTTPApplication { request in
            let body = try await request.body.collect(upTo: 10)
            return Response(.ok, "text/plain", Array("\(body.count)".utf8))
        }
        try await withServer(application) { server in
            let declared = try await ask(server, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")
            #expect(declared.status == 413 && declared.closes)
            let exact = try await ask(server, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789")
            #expect(exact.text == "10")
            let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunked = try await ask(server, head + "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n")
            #expect(chunked.text == "10")
            let longer = try await ask(server, head + "5\r\n01234\r\n6\r\n56789a\r\n0\r\n\r\n")
            #expect(longer.status == 413)
        }
    }

    @Test func `a large body streams in and out, by length and by chunks`() async throws {
        let application = HTTPApplication { request in
            guard request.method == .put else {
                return Response(
                    .ok,
                    .stream(length: request.path.count == 2 ? 3_000_000 : nil) { writer in
                        for i in 0..<30 { try await writer.write([UInt8](repeating: UInt8(i), count: 100_000)) }
                    })
            }
            var (total, sum) = (0, 0)
            for try await piece in request.body {
                total += piece.count
                for byte in piece { sum &+= Int(byte) }
            }
            return Response(.ok, "text/plain", Array("\(total) \(sum)".utf8))
        }
        try await withServer(application) { server in
            let replies = try await onThread {
                let wire = try server.wire()
                let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
                try wire.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
                try wire.send(body)
                let up = try wire.reply()
                try wire.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                for start in stride(from: 0, to: 1_000_000, by: 50_000) {
                    try wire.send("C350\r\n")
                    try wire.send(Array(body[start..<start + 50_000]))
                    try wire.send("\r\n")
                }
                try wire.send("0\r\n\r\n")
                let chunked = try wire.reply()
                let down = try wire.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                return [up, chunked, down, try wire.ask("GET /l HTTP/1.1\r\nHost: a\r\n\r\n")]
            }
            let sum = (0..<1_000_000).reduce(0) { $0 + $1 % 256 }
            #expect(replies[0].text == "1000000 \(sum)")
            #expect(replies[1].text == "1000000 \(sum)")
            let expected = (0..<30).flatMap { [UInt8](repeating: UInt8($0), count: 100_000) }
            #expect(replies[2].body == expected && replies[2]["transfer-encoding"] == "chunked")
            #expect(replies[3].body == expected && replies[3]["content-length"] == "3000000")
        }
    }

    @Test func `an answer that is not as long as it said breaks off`() async throws {
        let application = HTTPApplication { request in
            Response(.ok, .stream(length: 10) { try await $0.write(Array(repeating: 0x61, count: request.path.count)) })
        }
        try await withServer(application) { server in
            for path in ["/short", "/longer-than-it-said"] {
                let rest = try await onThread {
                    let wire = try server.wire()
                    try wire.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    _ = try wire.receive(until: Array("\r\n\r\n".utf8))
                    return try wire.receiveAll()
                }
                #expect(rest.count < 10)
            }
        }
    }

    @Test func `fields that would split an answer become a failure, not an answer`() async throws {
        let failures = Watched<Int>(0)
        var application = HTTPApplication { _ in
            var response = Response(.ok, "text/plain", [])
            response.set("x", "a\r\nset-cookie: b")
            return response
        }
        application.observe = { served in if served.failure != nil { failures.update { $0 += 1 } } }
        try await withServer(application) { server in
            let reply = try await ask(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(reply.status == 500)
            #expect(reply["set-cookie"] == nil)
            let count = try await onThread { failures.wait(within: .seconds(10)) { $0 > 0 ? $0 : nil } }
            #expect(count == 1)
        }
    }

    @Test func `the observer is told of each request once it is over`() async throws {
        let seen = Watched<[ServedRequest]>([])
        var application = HTTPApplication { request in
            var response = try await echo(request)
            response.route = 7
            return response
        }
        application.observe = { served in seen.update { $0.append(served) } }
        try await withServer(application) { server in
            _ = try await ask(server, "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
            let served = try await onThread { seen.wait(within: .seconds(10)) { $0.first } }
            let first = try #require(served)
            #expect(first.status == .ok && first.route == 7 && first.received == 5 && first.sent == 8)
            #expect(first.nanoseconds > 0 && first.isComplete && first.failure == nil)
            #expect(first.request?.method == .put && first.id == first.request?.id)
        }
    }
}
