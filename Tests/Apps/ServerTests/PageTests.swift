import HTTP
import Hosting
import Testing

@testable import Server

@Suite("The pages as answers", .timeLimit(.minutes(1))) struct PageTests {
    private let instance: Instance
    private let assets = WebAssets()

    init() async throws { instance = try await Instance() }

    private func ask(_ path: String, _ headers: [(String, String)] = []) async throws -> Response {
        try await instance.assembly.dispatcher.respond(to: Request(.get, path, headers: headers))
    }

    private func bytes(_ response: Response) -> [UInt8]? {
        if case .bytes(let bytes) = response.content { bytes } else { nil }
    }

    @Test func `every file is an answer of an operation that says who may have it`() async throws {
        for path in assets.paths {
            let asset = try #require(assets[path])
            let answer = try await ask(path)
            #expect(answer.status == .ok)
            #expect(bytes(answer) == asset.bytes)
            #expect(answer.validator?.tag == asset.tag)
            #expect(answer.headers["content-type"] == asset.contentType)
            #expect(answer.headers["cache-control"] == "no-cache")
            #expect(answer.route >= 0)
        }
    }

    @Test func `who takes gzip gets the bytes that were packed once, under their own tag`() async throws {
        let asset = try #require(assets["/docs"])
        for accepted in ["gzip", "br, gzip;q=0.5", "*"] {
            let answer = try await ask("/docs", [("Accept-Encoding", accepted)])
            #expect(bytes(answer) == asset.gzip)
            #expect(answer.validator?.tag == asset.gzipTag)
            #expect(answer.headers["content-encoding"] == "gzip")
            #expect(answer.headers["vary"] == "accept-encoding")
        }
        for refused in ["br", "gzip;q=0", ""] {
            let answer = try await ask("/docs", [("Accept-Encoding", refused)])
            #expect(bytes(answer) == asset.bytes)
            #expect(answer.headers["content-encoding"] == nil)
        }
    }

    @Test func `each field that guards a page is sent once`() async throws {
        for (path, headers) in [("/", []), ("/nothing", [("Accept", "text/html")])] {
            let request = try Request(.get, path, headers: headers)
            let answer = LostPage(assets).told(try await ask(path, headers), to: request)
            let lines = String(decoding: answer.headers.lines, as: UTF8.self).split(separator: "\r\n")
            for name in WebAssets.securityHeaders.map(\.name) + ["x-content-type-options", "cache-control"] {
                #expect(lines.count { $0.lowercased().hasPrefix("\(name):") } == 1, "\(path): \(name)")
            }
        }
    }

    @Test func `a browser that finds nothing is told so in a page, a program in JSON`() async throws {
        let html = [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")]
        let cases: [(Method, String, [(String, String)], Bool)] = [
            (.get, "/nothing", html, true), (.get, "/assets/nothing.js", html, true),
            (.get, "/nothing", [("Accept", "*/*")], false), (.get, "/nothing", [], false),
            (.get, "/api/v1/nothing", html, false), (.get, "/ajax-api/2.0/mlflow/nothing", html, false),
            (.post, "/nothing", html, false), (.get, "/health", html, false),
        ]
        for (method, path, headers, isPage) in cases {
            let request = try Request(method, path, headers: headers)
            let answer = try await instance.assembly.dispatcher.respond(to: request)
            let told = LostPage(assets).told(answer, to: request)
            #expect(told.status == answer.status)
            #expect((bytes(told) == assets.notFound.bytes) == isPage, "\(path)")
            #expect((told.headers["content-type"] == "text/html; charset=utf-8") == isPage, "\(path)")
        }
    }
}
