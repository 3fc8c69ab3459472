import API
import Foundation
import JSON
import TestSupport
import Testing

@testable import Server

/// The pages as a real browser shows them, under the policy that they are served with.
@Suite struct WebPagesTests {
    @Test(.timeLimit(.minutes(3))) func `the reference shows every operation of the contract`() async throws {
        let contract = try OpenAPIDocument(version: "1.2.3").json
        let page = try await Self.browse("/docs", contract: try contract.json())
        for operation in Catalog.all where operation.wire.isDocumented {
            #expect(page.contains("id=\"\(operation.operationID)\""), "\(operation.operationID)")
            let summary = operation.summary.replacing("'", with: "’")
            #expect(page.replacing("'", with: "’").contains(summary), "\(summary)")
        }
        #expect(page.contains("1.2.3"))
        #expect(page.contains("curl "))
        #expect(!page.contains("could not be read"))
    }

    @Test(.timeLimit(.minutes(3))) func `text in the contract never becomes markup`() async throws {
        let evil = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"
        let contract: JSONValue = [
            "openapi": "3.1.0", "info": ["title": .string(evil), "version": .string(evil)],
            "paths": [
                "/\(evil)": [
                    "get": [
                        "operationId": "Evil", "summary": .string(evil), "tags": [.string(evil)],
                        "description": .string("\(evil) [x](javascript:alert(1)) `\(evil)` **\(evil)**"),
                        "responses": ["200": ["description": .string(evil)]],
                    ]
                ]
            ],
        ]
        let page = try await Self.browse("/docs", contract: try contract.json())
        #expect(page.contains("id=\"Evil\""))
        #expect(page.contains("&lt;img src=x"))
        #expect(!page.contains("<img src=\"x\"") && !page.contains("href=\"javascript:"))
        #expect(page.contains("<title>API reference · Apus</title>"))
    }

    @Test(.timeLimit(.minutes(3))) func `an empty contract and one that cannot be read are said in words`() async throws
    {
        let empty = try await Self.browse("/docs", contract: Array(#"{"openapi":"3.1.0","paths":{}}"#.utf8))
        #expect(empty.contains("The contract names no operation yet."))
        let broken = try await Self.browse("/docs", contract: Array("<html>".utf8))
        #expect(broken.contains("The contract could not be read."))
        #expect(broken.contains("Try again"))
    }

    @Test(.timeLimit(.minutes(3))) func `the landing page tells the version and the state`() async throws {
        let page = try await Self.browse("/", contract: Array(#"{"info":{"version":"9.8.7"}}"#.utf8))
        #expect(page.contains("Version 9.8.7"))
        #expect(page.contains("This server is ready."))
    }

    @Test(.timeLimit(.minutes(3))) func `a browser reads the reference of a running server`() async throws {
        let folder = try TemporaryFolder()
        let port = try freePort()
        let server = try Program(
            Place.program("apus-server"),
            environment: ["APUS_LISTEN": "127.0.0.1:\(port)", "APUS_DATA": folder.path("data")])
        try await server.port(port)
        let page = try await Self.page("http://127.0.0.1:\(port)/docs", folder)
        for operation in Catalog.all where operation.wire.isDocumented {
            #expect(page.contains("id=\"\(operation.operationID)\""), "\(operation.operationID)")
        }
        let lost = try await Self.page("http://127.0.0.1:\(port)/nothing/here", folder)
        #expect(lost.contains("There is nothing here"))
        try await server.stop()
    }

    /// What the page has become once its scripts have run.
    private static func browse(_ path: String, contract: [UInt8]) async throws -> String {
        let folder = try TemporaryFolder()
        let assets = WebAssets()
        var table: [JSONValue] = []
        for path in assets.paths {
            guard let asset = assets[path] else { continue }
            let file = "file\(table.count)"
            try folder.write(asset.bytes, to: file)
            table.append([.string(path), .string(asset.contentType), .string(file)])
        }
        try folder.write(contract, to: "contract")
        try folder.write("{}", to: "ready")
        table.append(["/openapi.json", "application/json", "contract"])
        table.append(["/health/ready", "application/json", "ready"])
        let headers = WebAssets.securityHeaders.map { JSONValue.array([.string($0.name), .string($0.value)]) }
        let plan: JSONValue = ["files": .array(table), "headers": .array(headers)]
        try folder.write(try plan.json(), to: "plan")
        let script = try folder.write(server, to: "serve.py")
        let port = try freePort()
        let program = try Program(Place.python, [script, "\(port)", folder.path])
        try await program.port(port)
        let page = try await page("http://127.0.0.1:\(port)\(path)", folder)
        withExtendedLifetime(program) {}
        return page
    }

    private static func page(_ url: String, _ folder: TemporaryFolder) async throws -> String {
        try await run(
            "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder.path("profile"))",
                "--virtual-time-budget=5000", "--dump-dom", url,
            ], environment: ["HOME": folder.path], within: .seconds(120)
        ).succeeded()
    }

    private static let server = """
        import http.server, json, sys
        folder = sys.argv[2]
        plan = json.load(open(folder + "/plan"))
        files = {path: (kind, file) for path, kind, file in plan["files"]}
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                kind, file = files.get(self.path.split("?")[0], ("text/plain", None))
                self.send_response(200 if file else 404)
                for name, value in plan["headers"] + [["Content-Type", kind]]:
                    self.send_header(name, value)
                self.end_headers()
                if file:
                    self.wfile.write(open(folder + "/" + file, "rb").read())
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
        """
}
