import TestSupport

/// One kind of client, which comes again and again. A good one throws what it was not served as it should be.
struct LoadClient: Sendable {
    typealias Visit = @Sendable (LoadTarget, inout SeededNumbers) throws -> Void

    let kind: String
    let visit: Visit

    static let all = good + slow + broken

    private static let good = [
        LoadClient(kind: "pages, one after the other", visit: pages),
        LoadClient(kind: "requests, many at once", visit: pipeline),
        LoadClient(kind: "bodies of a known length") { target, random in
            try upload(target, Int.random(in: 0...(1 << 20), using: &random), inChunks: false)
        },
        LoadClient(kind: "bodies in chunks") { target, random in
            try upload(target, Int.random(in: 0...(1 << 18), using: &random), inChunks: true)
        },
        LoadClient(kind: "large files, and parts of them", visit: download),
        LoadClient(kind: "events", visit: events),
    ]

    private static let slow = [
        LoadClient(kind: "heads that drip", visit: dripHead),
        LoadClient(kind: "readers who stop", visit: stopReading),
        LoadClient(kind: "connections that do nothing", visit: idle),
    ]

    private static let broken = [
        LoadClient(kind: "broken requests", visit: breakRules),
        LoadClient(kind: "bodies cut off", visit: cutBody),
        LoadClient(kind: "strangers to TLS", visit: speakPlainly),
        LoadClient(kind: "who knocks and goes", visit: knock),
    ]

    private static let patience = Duration.seconds(30)

    private static func get(_ path: String, _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
    }

    private static func expect(_ reply: Reply, _ status: Int, _ what: String) throws {
        if reply.status != status {
            throw TestFailure("\(what) was answered \(reply.status): \(reply.text.prefix(200))")
        }
    }
}

// MARK: Good

extension LoadClient {
    private static func pages(_ target: LoadTarget, _: inout SeededNumbers) throws {
        let wire = try Wire(port: target.service, timeout: patience)
        for path in ["/", "/docs", "/openapi.json", "/metrics", "/version", "/health/ready"] {
            try expect(try wire.ask(get(path, "Accept-Encoding: gzip\r\n")), 200, path)
        }
        try expect(try wire.ask(get("/nothing/here")), 404, "what is not there")
        try expect(try wire.ask(get("/version", "Connection: close\r\n")), 200, "the last")
        guard try wire.receiveAll().isEmpty else { throw TestFailure("something came after the last answer") }
    }

    private static func pipeline(_ target: LoadTarget, _: inout SeededNumbers) throws {
        let wire = try Wire(port: target.bench, tls: true, timeout: patience)
        try wire.send(String(repeating: get("/health"), count: 32))
        for number in 1...32 { try expect(try wire.reply(), 200, "request \(number)") }
    }

    private static func upload(_ target: LoadTarget, _ count: Int, inChunks: Bool) throws {
        let wire = try Wire(port: target.bench, tls: true, timeout: patience)
        let framing = inChunks ? "Transfer-Encoding: chunked" : "Content-Length: \(count)"
        try wire.send(
            "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n\(framing)\r\n\r\n")
        var left = count
        while left > 0 {
            let piece = [UInt8](repeating: 0x62, count: min(left, 40_000))
            try wire.send(inChunks ? Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [13, 10] : piece)
            left -= piece.count
        }
        if inChunks { try wire.send("0\r\n\r\n") }
        let reply = try wire.reply(to: "POST")
        try expect(reply, 200, "a body of \(count) bytes")
        if reply.text != "\(count)\n" { throw TestFailure("of \(count) bytes came \(reply.text)") }
    }

    private static func download(_ target: LoadTarget, _ random: inout SeededNumbers) throws {
        let wire = try Wire(port: target.bench, tls: true, timeout: patience)
        let whole = try wire.ask(get("/big"))
        try expect(whole, 200, "the file")
        guard whole.body.count == LoadTarget.bigSize else { throw TestFailure("\(whole.body.count) bytes came") }
        let first = Int.random(in: 0..<LoadTarget.bigSize - 1000, using: &random)
        let part = try wire.ask(get("/big", "Range: bytes=\(first)-\(first + 999)\r\n"))
        try expect(part, 206, "a part of the file")
        guard part.body.count == 1000 else { throw TestFailure("\(part.body.count) bytes of a part came") }
    }

    private static func events(_ target: LoadTarget, _: inout SeededNumbers) throws {
        let reply = try Wire(port: target.bench, tls: true, timeout: patience).ask(get("/events"))
        try expect(reply, 200, "events")
        let count = reply.text.split(separator: "\n").count { $0.hasPrefix("data: ") }
        if count != 10 { throw TestFailure("of ten events came \(count)") }
    }
}

// MARK: Slow

extension LoadClient {
    /// Its time is over after ten seconds, however it drips.
    private static func dripHead(_ target: LoadTarget, _: inout SeededNumbers) throws {
        let wire = try Wire(port: target.service, timeout: patience)
        for byte in get("/version", "X-Slow: \(String(repeating: "x", count: 20))\r\n").utf8 {
            do { try wire.send([byte]) } catch { break }
            guard target.pause(.milliseconds(500)) else { return }
        }
        try expect(try wire.reply(), 408, "a head that dripped")
    }

    private static func stopReading(_ target: LoadTarget, _: inout SeededNumbers) throws {
        let wire = try Wire(port: target.bench, tls: true, timeout: patience, receiveBuffer: 4096)
        try wire.send(get("/big"))
        _ = try wire.receive(upTo: 1000)
        if target.pause(.seconds(3)) { wire.reset() }
    }

    private static func idle(_ target: LoadTarget, _: inout SeededNumbers) throws {
        let wires = try (0..<50).map { _ in try Wire(port: target.service, timeout: patience) }
        for wire in wires { try expect(try wire.ask(get("/version")), 200, "one of many") }
        guard target.pause(.seconds(5)) else { return }
        for wire in wires { try expect(try wire.ask(get("/version")), 200, "one that was idle") }
    }
}

// MARK: Broken

extension LoadClient {
    /// What they are answered is asked elsewhere; here others must go on to be served.
    private static func breakRules(_ target: LoadTarget, _ random: inout SeededNumbers) throws {
        guard let test = RawCase.all.randomElement(using: &random) else { return }
        let wire = try Wire(port: target.service, timeout: .milliseconds(200))
        try? wire.send(test.bytes)
        _ = try? wire.receive()
        if Bool.random(using: &random) { wire.reset() } else { wire.close() }
        guard RawExchange(port: target.service, patience: patience).isServed() else {
            throw TestFailure("after \(test.rule) nobody was served")
        }
    }

    private static func cutBody(_ target: LoadTarget, _ random: inout SeededNumbers) throws {
        let wire = try Wire(port: target.bench, tls: true, timeout: patience)
        try wire.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
        try wire.send([UInt8](repeating: 0x63, count: Int.random(in: 0..<100_000, using: &random)))
        if Bool.random(using: &random) { wire.finish() } else { wire.reset() }
    }

    private static func speakPlainly(_ target: LoadTarget, _: inout SeededNumbers) throws {
        let wire = try Wire(port: target.bench, timeout: patience)
        try? wire.send(get("/health"))
        _ = try wire.receiveAll()
    }

    private static func knock(_ target: LoadTarget, _ random: inout SeededNumbers) throws {
        for _ in 0..<20 {
            let wire = try Wire(port: Bool.random(using: &random) ? target.service : target.bench, timeout: patience)
            if Bool.random(using: &random) { wire.reset() } else { wire.close() }
        }
        _ = target.pause(.milliseconds(50))
    }
}
