import Testing

@testable import TestSupport

extension Journeys {
    @Suite("Responses, read by the tests' own rules") struct WireTests {
        static let head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: a: b"

        @Test func `a head is read`() throws {
            let reply = try Reply(head: Array(Self.head.utf8))
            #expect(reply.status == 200)
            #expect(reply["content-length"] == "3")
            #expect(reply["x"] == "a: b")
            #expect(try reply.framing(method: "GET") == .length(3))
            #expect(try reply.framing(method: "HEAD") == .length(0))
        }

        @Test(arguments: [
            "HTTP/1.0 200 OK", "HTTP/1.1 20 OK", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nX", "HTTP/1.1 200 OK\rX: y",
            "200 OK",
        ])
        func `what is no response is refused`(head: String) {
            #expect(throws: TestFailure.self) { try Reply(head: Array(head.utf8)) }
        }

        @Test(arguments: [
            "Content-Length: 1\r\nContent-Length: 1", "Content-Length: 1\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: gzip", "Content-Length: x",
        ])
        func `two framings or a strange one are refused`(fields: String) throws {
            let reply = try Reply(head: Array("HTTP/1.1 200 OK\r\n\(fields)".utf8))
            #expect(throws: TestFailure.self) { try reply.framing(method: "GET") }
        }
    }
}
