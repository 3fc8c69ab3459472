import TestSupport
import Testing

/// Spellings of paths that lead somewhere else, if anybody reads them twice or puts them right (A2).
enum PathCorpus {
    private static let dots = [
        "..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..%00", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae", "%u002e%u002e",
        "%ef%bc%8e%ef%bc%8e", "..;", "..%20", "...", "%2e%2e%2500", ".%00.", "%%32%65%%32%65",
    ]
    private static let slashes = [
        "/", "%2f", "%2F", "%5c", "%5C", "%252f", "%255c", "%c0%af", "%c1%9c", "//", "/./", ";/", "%u2215", "%ef%bc%8f",
    ]
    private static let prefixes = ["/", "/docs/", "/health/"]
    private static let whole = [
        "/%2e%2e", "/..%2f..%2f..%2fetc%2fpasswd", "/.git/config", "/%2fetc%2fpasswd", "//etc/passwd", "///etc/passwd",
        "/etc/passwd", "/c:/windows/win.ini", "/%63:%5cwindows", "/file:///etc/passwd", "/docs/%00", "/docs/%0a",
        "/docs/%0d%0aX:%20y", "/health/live%00", "/health/live%20", "/health/live%09", "/health/live%2f",
        "/health%2flive",
        "/health/live/..", "/health/live/%2e", "/Health/Live", "/health/l%C4%B1ve", "/health/liv%65%00",
        "/health/live%",
        "/health/live%4", "/health/live%zz", "/health/live%25", "/health/live;", "/health/live;/", "/health;/live",
        "/health/live%23", "/health/live%3f", "/~root", "/proc/self/environ", "/docs/proc/self/environ",
    ]

    static let paths: [String] =
        whole
        + prefixes.flatMap { prefix in
            dots.flatMap { dots in slashes.map { "\(prefix)\(dots)\($0)\(dots)\($0)etc\($0)passwd" } }
        }
}

extension Journeys {
    @Suite("Paths that lead somewhere else", .server(), .timeLimit(.minutes(5))) struct HTTPPathCorpus {
        @Test(arguments: PathCorpus.paths)
        func `nothing is found at`(path: String) async throws {
            let port = try theServer.port
            let (reply, isServed) = try await onThread {
                let wire = try Wire(port: port)
                let reply = try wire.ask("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return (reply, RawExchange(port: port).isServed())
            }
            #expect([400, 404].contains(reply.status), "\(reply.status): \(reply.text.prefix(200))")
            #expect(!reply.text.contains("root:"))
            #expect(isServed)
        }

        @Test func `the corpus is large`() { #expect(Set(PathCorpus.paths).count >= 300) }
    }
}
