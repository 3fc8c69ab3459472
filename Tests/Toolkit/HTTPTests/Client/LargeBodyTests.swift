import Sockets
import TestSupport
import Testing

@testable import HTTP

@Suite("Large bodies", .timeLimit(.minutes(5))) struct LargeBodyTests {
    /// 64 MiB; 1 GiB in the long form.
    static let size = Place.isLong ? 1 << 30 : 64 << 20

    @Test func `a large body goes up and comes down in little memory`() async throws {
        let size = Self.size
        let server = try ScriptedServer { peer in
            while true {
                if try await peer.head().hasPrefix("PUT ") {
                    try await peer.skip(size)
                    try await peer.say("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
                } else {
                    try await peer.say("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
                    let piece = [UInt8](repeating: 3, count: 1 << 20)
                    for _ in 0..<size / piece.count { try await peer.say(piece) }
                }
            }
        }
        var options = HTTPClient.Options()
        options.expectsContinueFrom = .max
        let client = HTTPClient(options)
        let before = try PeakMemory.kibibytes()
        let body = RequestBody.written(length: size) { writer in
            let piece = [UInt8](repeating: 7, count: 256 << 10)
            for _ in 0..<size / piece.count { try await writer.write(piece) }
        }
        #expect(try await client.send(.init(.put, server.url(), body: body)).status == .created)
        var count = 0
        for try await piece in try await client.send(.init(.get, server.url())).body { count += piece.count }
        #expect(count == size)
        #expect(server.accepted == 1)
        // Only in the long form is it so much that what other tests use beside it does not matter.
        if Place.isLong {
            #expect(try PeakMemory.kibibytes() - before < size >> 11, "half of what went through, or more, was held")
        }
    }
}

/// What this process has needed.
enum PeakMemory {
    /// The most memory that was ever in use, in KiB.
    static func kibibytes() throws -> Int {
        let file = try File(path: "/proc/self/status")
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = try file.read(at: 0, into: &bytes, 0..<bytes.count)
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
