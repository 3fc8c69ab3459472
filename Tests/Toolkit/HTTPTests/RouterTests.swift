import HTTP
import Testing

@Suite struct RouterTests {
    private func router(_ routes: [(HTTP.Method, String)]) throws -> Router<String> {
        var router = Router<String>()
        for (method, pattern) in routes { try router.add(method, pattern, "\(method.name) \(pattern)") }
        return router
    }

    /// The route and its parameters, or what the answer would be.
    private func outcome(_ router: Router<String>, _ method: HTTP.Method, _ path: String) -> String {
        var parameters = PathParameters(Array(path.utf8)[...])
        return switch router.route(method, &parameters) {
        case .found(let route):
            ([route] + (0..<parameters.count).map(parameters.text)).joined(separator: " | ")
        case .options(let methods): "options \(methods.list)"
        case .notAllowed(let methods): "405 \(methods.list)"
        case .missing: "404"
        case .refused(let refusal): "\(refusal.status.code)"
        }
    }

    private static let paths: [(HTTP.Method, String, String)] = [
        (.get, "/", "GET /"),
        (.head, "/", "GET /"),
        (.get, "/runs", "GET /runs"),
        (.post, "/runs", "POST /runs"),
        (.delete, "/runs", "405 GET, HEAD, POST"),
        (.options, "/runs", "options GET, HEAD, POST"),
        (.options, "*", "options GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        (.get, "*", "404"),
        (.get, "/runs/7", "GET /runs/{run} | 7"),
        (.get, "/run", "404"),
        (.get, "/runss", "404"),
        (.get, "/runs/", "404"),
        (.get, "//runs", "404"),
        (.get, "/runs//7", "404"),
        (.get, "/runs/7/metrics/loss", "GET /runs/{run}/metrics/{key*} | 7 | loss"),
        (.get, "/runs/7/metrics/val%2Floss", "GET /runs/{run}/metrics/{key*} | 7 | val/loss"),
        (.get, "/runs/7%2F8/metrics/loss", "400"),
        (.get, "/runs/7%2f8", "400"),
        (.get, "/%72uns/7", "GET /runs/{run} | 7"),
        (.get, "/runs%2F7", "404"),
        (.get, "/runs/a%20b", "GET /runs/{run} | a b"),
        (.get, "/runs/a+b", "GET /runs/{run} | a+b"),
        (.get, "/runs/a%252Fb", "GET /runs/{run} | a%2Fb"),
        (.get, "/runs/7;x=1", "GET /runs/{run} | 7;x=1"),
        (.get, "/runs/%C3%A9", "GET /runs/{run} | é"),
        (.get, "/runs/%C3", "400"),
        (.get, "/runs/%ED%A0%80", "400"),
        (.get, "/runs/%C0%AF", "400"),
        (.get, "/runs/%00", "400"),
        (.get, "/runs/%", "400"),
        (.get, "/runs/%4", "400"),
        (.get, "/runs/%4g", "400"),
        (.get, "/runs/%+4", "400"),
        (.get, "/runs/.", "400"),
        (.get, "/runs/..", "400"),
        (.get, "/./runs", "400"),
        (.get, "/runs/../runs", "400"),
        (.get, "/runs/%2e%2e/runs", "400"),
        (.get, "/runs/.%2E", "400"),
        (.get, "/runs/%2e", "400"),
        (.get, "/runs/...", "GET /runs/{run} | ..."),
        (.get, "/runs/.hidden", "GET /runs/{run} | .hidden"),
        (.get, "/files/a/b/c", "GET /files/{path...} | a/b/c"),
        (.get, "/files/a%20b/c", "GET /files/{path...} | a b/c"),
        (.get, "/files/a%2Fb", "400"),
        (.get, "/files/a%5Cb", "GET /files/{path...} | a\\b"),
        (.get, "/files", "404"),
        (.get, "/files/", "404"),
        (.get, "/files/a/", "404"),
        (.get, "/files/a//b", "404"),
        (.post, "/files/a", "405 GET, HEAD"),
        (.get, "/experiments/a-rather-long-literal", "GET /experiments/a-rather-long-literal"),
        (.get, "/experiments/a-rather-long-literax", "404"),
    ]

    @Test(arguments: paths)
    func `a path leads where its bytes say`(method: HTTP.Method, path: String, expected: String) throws {
        let router = try router([
            (.get, "/"), (.get, "/runs"), (.post, "/runs"), (.get, "/runs/{run}"),
            (.get, "/runs/{run}/metrics/{key*}"), (.get, "/files/{path...}"),
            (.get, "/experiments/a-rather-long-literal"), (.get, "/experiments/a-rather-long-literal-too"),
        ])
        #expect(outcome(router, method, path) == expected)
    }

    @Test func `a literal and a parameter may part ways later`() throws {
        let router = try router([(.get, "/a/{x}/b"), (.get, "/a/lit/c"), (.get, "/a/{x}/{y}/d"), (.post, "/a/lit/b")])
        #expect(outcome(router, .get, "/a/lit/b") == "GET /a/{x}/b | lit")
        #expect(outcome(router, .get, "/a/lit/c") == "GET /a/lit/c")
        #expect(outcome(router, .get, "/a/lit/c/d") == "GET /a/{x}/{y}/d | lit | c")
        #expect(outcome(router, .put, "/a/lit/b") == "405 GET, HEAD, POST")
    }

    @Test(arguments: [
        ("/a", "/a", true), ("/a/{x}", "/a/b", true), ("/a/{x}", "/a/{y}", true), ("/{x}/b", "/a/{y}", true),
        ("/a/{x}/c", "/a/b/d", false), ("/a", "/a/b", false), ("/a/{p...}", "/a/b/c", true),
        ("/a/{p...}", "/a", false), ("/a/{p...}", "/b/{p...}", false), ("/", "/a", false), ("/", "/", true),
    ])
    func `two routes of one method that match one path are refused`(
        first: String, second: String, overlaps: Bool
    ) throws {
        for (a, b) in [(first, second), (second, first)] {
            var router = Router<Int>()
            try router.add(.get, a, 1)
            #expect(RoutePattern(a).overlaps(RoutePattern(b)) == overlaps)
            try router.add(.post, b, 2)
            if overlaps {
                #expect(throws: RouteConflict.self) { try router.add(.get, b, 2) }
            } else {
                try router.add(.get, b, 2)
            }
        }
    }

    @Test func `each of many routes is found`() throws {
        var router = Router<Int>()
        for i in 0..<100 {
            try router.add(.get, "/api/v1/resource\(i)", 2 * i)
            try router.add(.get, "/api/v1/resource\(i)/{id}", 2 * i + 1)
        }
        for i in 0..<100 {
            for (path, expected) in [("/api/v1/resource\(i)", 2 * i), ("/api/v1/resource\(i)/x", 2 * i + 1)] {
                var parameters = PathParameters(Array(path.utf8)[...])
                guard case .found(let value) = router.route(.get, &parameters) else {
                    Issue.record("\(path) is not found")
                    continue
                }
                #expect(value == expected)
            }
        }
    }
}
