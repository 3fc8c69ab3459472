import TestSupport
import Testing

/// A limit: a request that just keeps it, one that just breaks it, and what the second is answered.
struct Border: Sendable, CustomStringConvertible {
    let description: String
    let refused: Set<Int>
    let make: @Sendable (Int) -> String
    let limit: Int

    init(_ description: String, _ limit: Int, refused: Set<Int>, make: @escaping @Sendable (Int) -> String) {
        self.description = description
        self.limit = limit
        self.refused = refused
        self.make = make
    }

    private static let start = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n"

    private static func x(_ count: Int) -> String { String(repeating: "x", count: count) }

    static let all = [
        Border("the target's bytes", 8192, refused: [414]) { "GET /\(x($0 - 1)) HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        Border("the fields of a head", 100, refused: [431]) { count in
            start + (1..<count).map { "X-\($0): a\r\n" }.joined() + "\r\n"
        },
        Border("the bytes of a field", 8192, refused: [431]) { start + "X: \(x($0 - 3))\r\n\r\n" },
        Border("the bytes of an authorization", 16_384, refused: [431]) {
            // The scheme is unknown to everybody: what it means is not the question here.
            start + "Authorization: \(x($0 - 15))\r\n\r\n"
        },
        Border("the bytes of all fields", 32_768, refused: [431]) { count in
            let line = "X: \(x(4_000))\r\n"
            let host = "Host: localhost\r\n".utf8.count
            let rest = count - host - 8 * line.utf8.count
            return start + String(repeating: line, count: 8) + "Y: \(x(rest - 5))\r\n\r\n"
        },
        Border("the digits of a length", 18, refused: [400]) {
            let length = String(repeating: "9", count: $0)
            return "POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(length)\r\n\r\n"
        },
    ]
}

extension Journeys {
    @Suite("Limits, just kept and just broken", .server(), .timeLimit(.minutes(5))) struct HTTPLimitsAtTheBorder {
        @Test(arguments: Border.all)
        func `the border is where it should be for`(border: Border) async throws {
            let port = try theServer.port
            let (kept, broken) = try await onThread {
                (
                    try Wire(port: port).ask(border.make(border.limit)),
                    try Wire(port: port).ask(border.make(border.limit + 1))
                )
            }
            #expect(!border.refused.contains(kept.status), "at \(border.limit): \(kept.status)")
            #expect(border.refused.contains(broken.status), "at \(border.limit + 1): \(broken.status)")
            #expect(broken.closes)
        }

        @Test func `a connection serves 10,000 requests and says so with the last`() async throws {
            let port = try theServer.port
            let closing = try await onThread { () -> Int in
                let wire = try Wire(port: port, timeout: .seconds(30))
                let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                for number in 1...10_001 where try wire.ask(request).closes { return number }
                return 0
            }
            #expect(closing == 10_000)
        }
    }

    @Suite("Few connections from one address", .server(["APUS_HTTP_CONNECTIONS_PER_ADDRESS": "50"]))
    struct HTTPAddressLimit {
        @Test(.timeLimit(.minutes(1)))
        func `one more is told to come later, and gets the place that is free again`() async throws {
            let port = try theServer.port
            try await onThread {
                let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                var wires = try (0..<50).map { _ in try Wire(port: port) }
                for wire in wires { #expect(try wire.ask(request).status == 200) }
                let beyond = try Wire(port: port).ask(request)
                #expect(beyond.status == 503)
                #expect(beyond["retry-after"] != nil)
                #expect(beyond.closes)
                wires.removeFirst().close()
                #expect(isServedSoon(port))
                #expect(try wires[48].ask(request).status == 200)
            }
        }
    }

    @Suite("Few connections", .server(["APUS_HTTP_CONNECTIONS": "50"]), .timeLimit(.minutes(2)))
    struct HTTPConnectionLimit {
        private static let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"

        @Test func `where some are idle, the one that has been so longest makes room`() async throws {
            let port = try theServer.port
            try await onThread {
                let wires = try (0..<60).map { _ in
                    let wire = try Wire(port: port)
                    #expect(try wire.ask(Self.request).status == 200)
                    return wire
                }
                #expect(throws: Wire.Failure.self) { try wires[0].receive() }
                #expect(try wires[59].ask(Self.request).status == 200)
            }
        }

        /// A connection whose next request has begun is not idle.
        @Test func `where all are busy, one more is told to come later, and nobody is sent away`() async throws {
            let port = try theServer.port
            try await onThread {
                let wires = try (0..<50).map { _ in
                    let wire = try Wire(port: port)
                    // The server has read both when it answers the first; the second lacks its empty line.
                    #expect(try wire.ask(Self.request + Self.request.dropLast()).status == 200)
                    return wire
                }
                for _ in 0..<10 {
                    let beyond = try Wire(port: port).reply()
                    #expect(beyond.status == 503 && beyond["retry-after"] == "1" && beyond.closes)
                }
                for wire in wires {
                    try wire.send("\r\n")
                    #expect(try wire.reply().status == 200)
                }
                #expect(isServedSoon(port))
            }
        }
    }
}

/// Whether a server answers again within five seconds.
func isServedSoon(_ port: Int) -> Bool {
    let end = ContinuousClock.now + .seconds(5)
    let exchange = RawExchange(port: port, patience: .seconds(1))
    while ContinuousClock.now < end { if exchange.isServed() { return true } }
    return false
}
