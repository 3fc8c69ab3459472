import Foundation
import TestSupport
import Testing

extension Journeys {
    /// An hour in the whole form, less than a minute in the short one, or as many seconds as `APUS_TEST_ENDURANCE`
    /// says.
    @Suite("Many kinds of clients at once", .timeLimit(.minutes(90))) struct Endurance {
        private static let seconds = Place.endurance ?? (Place.isLong ? 3600 : 20)

        @Test func `whoever comes is served, and nothing is left behind`() async throws {
            let folder = try TemporaryFolder()
            try folder.write([UInt8](repeating: 0x61, count: LoadTarget.bigSize), to: "big")
            let service = try await TestServer(isQuiet: true)
            let bench = try await TestServer.secure(
                "Benchmarks", ["serve", "--root", folder.path], environment: ["APUS_HTTP_LOOPS": "2"], isQuiet: true)
            let before = try [service, bench].map { try $0.program.descriptorsBesidesDatabase() }
            let load = MixedLoad(LoadTarget(service: service.port, bench: bench.port), folder: folder)
            let (report, samples) = try await load.run(
                for: Self.seconds, watching: [("apus-server", service.program), ("Benchmarks", bench.program)])
            #expect(report.failures == [])
            for (kind, count) in report.visits { #expect(count > 0, "\(kind) never came to an end") }
            for samples in samples { check(samples) }
            for (server, before) in zip([service, bench], before) {
                #expect(try await isBack(server.program, to: before), "descriptors stay open: \(server.url)")
            }
            try await onThread { try self.stop(bench) }
            // A sanitizer that has found something says so by another status; it has written what it was.
            #expect(try await bench.program.end() == 0)
            #expect(try await service.program.stop() == 0)
        }

        /// Asked to stop, the server closes what is idle, and finishes what is in hand.
        private func stop(_ bench: TestServer) throws {
            let idle = try Wire(port: bench.port, tls: true, timeout: .seconds(30))
            #expect(try idle.ask("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200)
            let busy = try Wire(port: bench.port, tls: true, timeout: .seconds(30))
            let head = "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"
            try busy.send(head)
            #expect(try busy.receive(until: Array("100 Continue\r\n\r\n".utf8)).count > 0)
            try busy.send("12345")
            bench.program.send(signal: SIGTERM)
            #expect(try idle.receiveAll().isEmpty)
            try busy.send("67890")
            let reply = try busy.reply(to: "POST")
            #expect(reply.status == 200 && reply.text == "10\n" && reply.closes)
        }

        /// What happens in the first minute, and the memory that a sanitizer takes, says nothing of the hours after it.
        private func check(_ samples: Samples) {
            print(samples)
            guard Self.seconds >= 120, Place.sanitizer(for: []).isEmpty else { return }
            #expect(Samples.growth(samples.memory) < 2 << 20, "\(samples)")
            #expect(Samples.growth(samples.descriptors) <= 8, "\(samples)")
        }

        /// Connections that were left open by their clients end when their time is over.
        private func isBack(_ program: Program, to descriptors: Int) async throws -> Bool {
            try await onThread {
                try comesTrue(within: .seconds(60)) { try program.descriptorsBesidesDatabase() <= descriptors }
            }
        }
    }
}
