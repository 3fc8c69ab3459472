import API
import JSON
import TestSupport
import Testing

extension Journeys {
    @Suite("A store of blobs that comes and goes", .timeLimit(.minutes(5))) struct BlobStoreComesAndGoes {
        private func blobs(of server: TestServer) async throws -> Readiness.Part? {
            let reply = try await onThread {
                try Wire(port: server.port).ask("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
            #expect(reply.status == 200, "what needs no blobs goes on: \(reply.text)")
            return try Readiness(json: Array(reply.text.utf8)).parts.first { $0.name == "blobs" }
        }

        private func reaches(_ state: Readiness.Part.State, _ server: TestServer) async throws -> Readiness.Part? {
            let clock = ContinuousClock(), end = clock.now + .seconds(30)
            var part = try await blobs(of: server)
            while part?.state != state, clock.now < end {
                try await Task.sleep(for: .milliseconds(50))
                part = try await blobs(of: server)
            }
            #expect(part?.state == state)
            return part
        }

        private func doctor(_ environment: [String: String]) async throws -> String {
            try await run(Place.program("apus"), ["doctor"], environment: environment, within: .seconds(60)).output
        }

        @Test func `the server waits for it, makes its bucket, and tells when it is gone`() async throws {
            let port = try freePort()
            let environment = [
                "APUS_BLOBS": "s3://apus-data?endpoint=http://127.0.0.1:\(port)&create=yes",
                "AWS_ACCESS_KEY_ID": "rclone", "AWS_SECRET_ACCESS_KEY": "rclone-secret",
            ]
            let server = try await TestServer(environment: environment)
            let place = "s3://apus-data/ at http://127.0.0.1:\(port)"
            try await server.program.line(containing: "Blobs cannot be stored in \(place); trying on.")
            let missing = try await reaches(.degraded, server)
            #expect(missing?.detail?.contains("127.0.0.1:\(port)") == true, "\(missing?.detail ?? "")")
            let diagnosis = try await doctor(environment.merging(["APUS_DATA": server.folder.path("other")]) { $1 })
            #expect(diagnosis.contains("✗ blobs"), "\(diagnosis)")
            #expect(diagnosis.contains("start the store, make the bucket, or correct APUS_BLOBS"), "\(diagnosis)")

            let store = try await Rclone(port: port)
            try await server.program.line(containing: "Blobs can be stored in \(place).")
            _ = try await reaches(.ready, server)
            let healthy = try await doctor(environment.merging(["APUS_DATA": server.folder.path("other")]) { $1 })
            #expect(healthy.contains("✓ blobs        \(place)"), "\(healthy)")

            try await store.kill()
            _ = try await reaches(.degraded, server)
            #expect(try await server.program.stop() == 0)
        }

        @Test func `a wrong secret is told at the start and by the doctor, and never shown`() async throws {
            let account = try await S3Servers.rclone.account
            try await S3Servers.rclone.makeBucket("apus-data")
            let environment = [
                "APUS_BLOBS": "s3://apus-data?endpoint=\(account.endpoint)",
                "AWS_ACCESS_KEY_ID": account.id, "AWS_SECRET_ACCESS_KEY": "no-such-secret",
            ]
            let server = try await TestServer(environment: environment)
            try await server.program.line(containing: "Blobs cannot be stored in")
            let diagnosis = try await doctor(environment.merging(["APUS_DATA": server.folder.path("other")]) { $1 })
            #expect(diagnosis.contains("correct the key (AWS_ACCESS_KEY_ID"), "\(diagnosis)")
            #expect(try await server.program.stop() == 0)
            for said in [diagnosis, try await server.program.wholeOutput()] {
                #expect(!said.contains("no-such-secret"))
            }
        }
    }
}
