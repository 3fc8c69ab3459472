import Sockets
import TestSupport
import Testing

@testable import HTTP

@Suite("The client and nginx", .timeLimit(.minutes(1))) struct NginxTests {
    static let bytes = [UInt8]((0..<1024).map { UInt8(truncatingIfNeeded: $0) })

    static func server() async throws -> RealNginx {
        let server = try await RealNginx(
            """
            location /upload { dav_methods PUT; create_full_put_path on; }
            location /made { return 201 "made"; }
            location /none { return 204; }
            """)
        try server.folder.write(bytes, to: "www/small")
        return server
    }

    @Test func `a small file arrives whole, from no loop at all`() async throws {
        let server = try await Self.server()
        let client = HTTPClient()
        for _ in 0..<3 {
            let answer = try await client.send(.init(.get, HTTPURL(server.url("/small"))))
            #expect(answer.status == .ok)
            #expect(answer.headers["content-length"] == "1024")
            #expect(try await answer.body.collect(upTo: 4096) == Self.bytes)
        }
    }

    @Test func `a HEAD has the length of a body and none`() async throws {
        let server = try await Self.server()
        let client = HTTPClient()
        for _ in 0..<2 {
            let answer = try await client.send(.init(.head, HTTPURL(server.url("/small"))))
            #expect(answer.headers["content-length"] == "1024")
            #expect(try await answer.body.collect(upTo: 1).isEmpty)
        }
    }

    @Test func `what is put can be got`() async throws {
        let server = try await Self.server()
        let client = HTTPClient()
        let url = try HTTPURL(server.url("/upload/x"))
        let answer = try await client.send(.init(.put, url, body: .text("hello")))
        #expect(answer.status == .created)
        #expect(try await client.send(.init(.get, url)).body.collect(upTo: 10) == Array("hello".utf8))
    }
}
