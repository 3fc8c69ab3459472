import API
import Basics
import Client
import HTTP
import Hosting
import JSON
import Lifecycle
import Model
import Sockets
import Synchronization
import TestSupport
import Testing

@testable import Server

@Suite("The server over its sockets", .timeLimit(.minutes(2))) struct ServiceTests {
    private func get(_ place: String, _ path: String, headers: [(String, String)] = []) async throws -> (
        Int, HeaderFields, String
    ) {
        var request = HTTPClient.Request(.get, try HTTPURL(place + path))
        for (name, value) in headers { request.headers.add(name, value) }
        let response = try await HTTPClient().send(request)
        let body = try await response.body.collect(upTo: 1 << 20)
        return (Int(response.status.code), response.headers, String(decoding: body, as: UTF8.self))
    }

    @Test func `the client gets what the server says, by one type`() async throws {
        let instance = try await Instance()
        let place = instance.place
        let version = try await instance.serving { () async throws in
            try await APIClient(ServerPlace(place)).send(GetVersion())
        }
        #expect(version == ServerVersion(version: Version.current))
    }

    @Test func `health, version, metrics and contract are where they are looked for`() async throws {
        let instance = try await Instance()
        let place = instance.place
        try await instance.serving { () async throws in
            #expect(try await get(place, "/health").2 == "OK")
            #expect(try await get(place, "/health/live").2 == #"{"loops":1}"#)
            let parts = try Readiness(json: Array(try await get(place, "/health/ready").2.utf8)).parts
            #expect(parts.map(\.name) == ["database", "blobs"] && parts.map(\.state) == [.ready, .ready])
            #expect(parts[0].detail?.hasPrefix("SQLite 3.") == true)
            #expect(try await get(place, "/version").2 == "3.18.0")
            let metrics = try await get(place, "/metrics")
            #expect(metrics.1["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(metrics.2.contains(#"http_requests_total{operation="GetHealth",status="2xx"} 1"#))
            #expect(metrics.2.contains("\ndatabase_connections 5\n"))
            #expect(metrics.2.contains("\ndatabase_errors_total 0\n"))
            let contract = try await get(place, "/openapi.json")
            #expect(try JSONValue(json: contract.2)["openapi"] == "3.1.0")
            let tag = try #require(contract.1["etag"])
            let again = try await get(place, "/openapi.json", headers: [("if-none-match", tag)])
            #expect(again.0 == 304)
            #expect(again.2.isEmpty)
        }
    }

    @Test func `asked to stop, it says that it is not ready before it accepts no more`() async throws {
        let instance = try await Instance(["APUS_STOP_DELAY": "1m", "APUS_STOP_GRACE": "1m"])
        let place = instance.place
        let stop = Stop()
        let assembly = instance.assembly
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await assembly.serve(until: stop) }
            #expect(try await get(place, "/health/ready").0 == 200)
            stop.request()
            var status = 200
            while status == 200 { status = try await get(place, "/health/ready").0 }
            #expect(status == 503)
            #expect(try await get(place, "/health/live").0 == 200)
            group.cancelAll()
        }
    }

    @Test func `it answers to no name but its own`() async throws {
        let instance = try await Instance()
        let place = instance.place
        try await instance.serving { () async throws in
            for path in ["/health", "/api/v1/version", "/nothing"] {
                let answer = try await get(place, path, headers: [("host", "evil.example")])
                #expect(answer.0 == 421)
                #expect(try JSONValue(json: answer.2)["code"] == "misdirected")
            }
        }
    }

    @Test func `with accounts, only what is for everyone is open`() async throws {
        let instance = try await Instance(["APUS_ACCOUNTS": "on"])
        let place = instance.place
        try await instance.serving { () async throws in
            #expect(try await get(place, "/health").0 == 200)
            #expect(try await get(place, "/metrics").0 == 200)
            #expect(try await get(place, "/metrics", headers: [("x-forwarded-for", "10.0.0.1")]).0 == 401)
            let refused = await #expect(throws: Failure.self) {
                try await APIClient(ServerPlace(place)).send(GetVersion())
            }
            #expect(refused?.code == .unauthenticated)
        }
    }

    @Test func `where nothing listens, the client says what to do`() async throws {
        let port = try Listener(.ip(.loopback, port: 0)).address.port ?? 0
        let place = "http://127.0.0.1:\(port)"
        let failure = await #expect(throws: Failure.self) { try await APIClient(ServerPlace(place)).send(GetVersion()) }
        #expect(failure?.code == .unavailable)
        #expect(failure?.message.hasPrefix("Nothing listens at \(place).") == true)
    }
}
