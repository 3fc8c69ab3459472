import TestSupport
import Testing

extension Journeys {
    /// Whatever a proxy makes of a request, the two must agree where it ends: else the next caller gets its answer.
    @Suite("Requests, byte by byte, through proxies", .server(), .timeLimit(.minutes(20)))
    struct HTTPBehindProxies {
        @Test(arguments: Proxy.allCases)
        func `nobody gets another's answer behind`(proxy: Proxy) async throws {
            let folder = try TemporaryFolder()
            let port = try freePort()
            let program = try await proxy.start(port: port, before: try theServer.port, in: folder)
            let exchange = RawExchange(port: port, patience: .seconds(8))
            var problems: [String] = []
            for test in RawCase.all where test.expected != .waits {
                let found = try await onThread { exchange.disagreement(over: test) }
                problems += found.map { "\(test.rule): \($0)" }
            }
            #expect(problems == [])
            program.send(signal: proxy.stopSignal)
            #expect(try await program.end() == 0, "\(program.output)")
        }
    }
}

extension RawExchange {
    /// What shows that proxy and server see different requests, or that one of them hangs.
    ///
    /// The case and a canary are sent on one connection, then canaries on others, which the proxy sends on over the
    /// connections that it kept: each must get a canary's answer.
    func disagreement(over test: RawCase) -> [String] {
        var problems: [String] = []
        do {
            let wire = try Wire(port: port, timeout: patience)
            defer { wire.close() }
            do { try wire.send(test.bytes + Array(Self.canary.utf8)) } catch Wire.Failure.reset {}
            let replies = try answers(on: wire, to: test)
            if replies.count > test.requests + 1 { problems.append("\(replies.count) answers") }
        } catch Wire.Failure.timedOut {
            problems.append("hangs")
        } catch {
            problems.append("\(error)")
        }
        for _ in 0..<3 where !isServed() { problems.append("another's answer, or none, on another connection") }
        return problems
    }

    /// Every final response until the canary's, or until the connection ends.
    private func answers(on wire: Wire, to test: RawCase) throws -> [Reply] {
        var replies: [Reply] = []
        var method = test.method
        do {
            while true {
                let reply = try wire.reply(to: method)
                method = "GET"
                replies.append(reply)
                if reply.closes || Self.isCanary(reply) { break }
            }
        } catch Wire.Failure.ended {} catch Wire.Failure.reset {}
        return replies
    }
}

extension RawCase {
    /// How many requests it holds, at most.
    fileprivate var requests: Int { if case .replies(let statuses) = expected { statuses.count } else { 1 } }
}
