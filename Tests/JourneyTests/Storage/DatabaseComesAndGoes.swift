import JSON
import TestSupport
import Testing

extension Journeys {
    @Suite("A database that comes and goes", .timeLimit(.minutes(5))) struct DatabaseComesAndGoes {
        private func ask(_ path: String, of server: TestServer) async throws -> Reply {
            try await onThread {
                try Wire(port: server.port).ask("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
        }

        private func wait(for status: Int, of server: TestServer) async throws -> Reply {
            let clock = ContinuousClock(), start = clock.now
            while true {
                let reply = try await ask("/health/ready", of: server)
                guard reply.status != status else {
                    print("\(status) after \(clock.now - start)")
                    return reply
                }
                guard clock.now - start < .seconds(60) else { throw TestFailure("\(reply.status): \(reply.text)") }
                try await Task.sleep(for: .milliseconds(10))
            }
        }

        @Test(arguments: 0..<(Place.isLong ? 20 : 3))
        func `the server lives on without it, says so, and goes on when it is back`(round: Int) async throws {
            let database = try await PostgreSQLServer()
            let server = try await TestServer(environment: ["APUS_DATABASE": database.url()])
            _ = try await wait(for: 200, of: server)

            database.kill()
            let away = try await wait(for: 503, of: server)
            #expect(away["retry-after"] != nil, "\(away.text)")
            #expect(try JSONValue(json: away.text)["code"] == "unavailable", "\(away.text)")
            #expect(away.text.contains("database"), "\(away.text)")
            #expect(try await ask("/health/live", of: server).status == 200)
            #expect(try await ask("/api/v1/version", of: server).status == 200)

            try await database.restartAfterKill()
            let back = try await wait(for: 200, of: server)
            #expect(back.text.contains("PostgreSQL"), "\(back.text)")
            #expect(try await server.program.stop() == 0)
        }

        @Test func `a server that starts before its database waits for it, and then applies its migrations`()
            async throws
        {
            let database = try await PostgreSQLServer()
            try await database.stop()
            let server = try await TestServer(environment: ["APUS_DATABASE": database.url()])
            try await server.program.line(containing: "The database cannot be reached; trying on.")
            #expect(try await ask("/health/ready", of: server).status == 503)
            try await database.start()
            _ = try await wait(for: 200, of: server)
            try await server.program.line(containing: "Applied migration 0001-answers")
            #expect(try await server.program.stop() == 0)
        }

        @Test func `the doctor finds it, its schema and its clock`() async throws {
            let database = try await PostgreSQLServer()
            let folder = try TemporaryFolder()
            let environment = ["APUS_DATABASE": database.url(), "APUS_DATA": folder.path("data")]
            let apus = Place.program("apus")
            let fresh = try await run(apus, ["doctor"], environment: environment, within: .seconds(60)).output
            #expect(fresh.contains("✓ database     PostgreSQL 15"), "\(fresh)")
            #expect(fresh.contains("migrations are applied at the next start"), "\(fresh)")
            #expect(fresh.contains("✓ clock        agrees with the database's"), "\(fresh)")
            let late = try await run(
                "faketime", ["-f", "-1h", apus, "doctor"], environment: environment, within: .seconds(60)
            ).output
            #expect(late.contains("! clock        3600 s behind the database's"), "\(late)")
            try await database.stop()
            let gone = try await run(apus, ["doctor"], environment: environment, within: .seconds(60))
            #expect(gone.status == 1)
            #expect(gone.output.contains("→ start the database, or correct APUS_DATABASE"), "\(gone.output)")
        }
    }
}
