import TestSupport

/// One connection on which a case is tried, with a canary behind it: a request whose answer nothing else has.
struct RawExchange {
    let port: Int
    var tls = false
    /// What becomes of bytes is told within this time, or the connection hangs.
    var patience = Duration.seconds(5)

    /// No case asks for its path, whose answer is a version and nothing else.
    static let canary = "GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// What went wrong, or nothing.
    func problem(with test: RawCase) -> String? {
        do {
            let wire = try Wire(port: port, tls: tls, timeout: test.expected == .waits ? .milliseconds(200) : patience)
            defer { wire.close() }
            switch test.expected {
            case .waits: return try waits(wire, test)
            case .refused(let statuses): return try refused(wire, test, statuses)
            case .answered(let statuses): return try answered(wire, test, statuses)
            case .replies(let statuses): return try replies(wire, test, statuses)
            }
        } catch Wire.Failure.timedOut {
            return "hangs"
        } catch {
            return "\(error)"
        }
    }

    /// Whether a request on a connection of its own still gets its own answer.
    func isServed() -> Bool {
        guard let wire = try? Wire(port: port, tls: tls, timeout: patience) else { return false }
        defer { wire.close() }
        guard let reply = try? wire.ask(Self.canary) else { return false }
        return Self.isCanary(reply)
    }

    static func isCanary(_ reply: Reply) -> Bool {
        reply.status == 200 && reply.text.wholeMatch(of: /\d+\.\d+\.\d+\s*/) != nil
    }

    private func waits(_ wire: Wire, _ test: RawCase) throws -> String? {
        try wire.send(test.bytes)
        do {
            return "said “\(String(decoding: try wire.receive(), as: UTF8.self).prefix(80))” instead of waiting"
        } catch Wire.Failure.timedOut {
            return nil
        }
    }

    /// The canary goes out together with the case: whoever goes on reading after it answers twice.
    private func refused(_ wire: Wire, _ test: RawCase, _ statuses: Set<Int>) throws -> String? {
        try sendAll(wire, test.bytes + Array(Self.canary.utf8))
        let reply = try wire.reply(to: test.method)
        guard statuses.contains(reply.status) else { return "answered \(reply.status) instead of \(statuses.sorted())" }
        guard reply.closes else { return "answered \(reply.status) and did not say that the connection ends" }
        let rest = try wire.receiveAll()
        return rest.isEmpty ? nil : "said more: \(String(decoding: rest, as: UTF8.self).prefix(80))"
    }

    private func answered(_ wire: Wire, _ test: RawCase, _ statuses: Set<Int>) throws -> String? {
        try sendAll(wire, test.bytes + Array(Self.canary.utf8))
        let reply = try wire.reply(to: test.method)
        guard statuses.contains(reply.status) else { return "answered \(reply.status) instead of \(statuses.sorted())" }
        if reply.closes {
            let rest = try wire.receiveAll()
            return rest.isEmpty ? nil : "said more: \(String(decoding: rest, as: UTF8.self).prefix(80))"
        }
        let next = try wire.reply(to: "GET")
        return Self.isCanary(next)
            ? nil : "lost its place: the next answer was \(next.status) “\(next.text.prefix(80))”"
    }

    private func replies(_ wire: Wire, _ test: RawCase, _ statuses: [Int]) throws -> String? {
        try sendAll(wire, test.bytes + Array(Self.canary.utf8))
        var method = test.method
        for status in statuses {
            let reply = try wire.reply(to: method)
            method = "GET"
            guard reply.status == status else { return "answered \(reply.status) instead of \(status)" }
            if reply.closes { return try wire.receiveAll().isEmpty ? nil : "said more" }
        }
        let next = try wire.reply(to: "GET")
        return Self.isCanary(next) ? nil : "lost its place: the next answer was \(next.status)"
    }

    /// A server may end a connection while it is still being sent to: what it said before counts.
    private func sendAll(_ wire: Wire, _ bytes: [UInt8]) throws {
        do { try wire.send(bytes) } catch Wire.Failure.reset {}
    }
}
