import API
import Basics
import HTTP
import Hosting
import JSON
import Lifecycle
import Observability
import Sockets
import TestSupport
import Testing

@testable import Server

@Suite("The server's certificate", .timeLimit(.minutes(1))) struct CertificateTests {
    private let folder: TemporaryFolder
    private let log = Log(.json, minimum: .fatal)

    init() throws { folder = try TemporaryFolder() }

    private func make(days: Int) async throws {
        try await run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                "/CN=localhost", "-days", "\(days)", "-keyout", folder.path("key.pem"), "-out",
                folder.path("certificate.pem"),
            ], within: .seconds(20)
        ).succeeded()
    }

    private func server(_ reloaded: @escaping @Sendable () -> Void = {}) throws -> TLSServer {
        try TLSServer(certificate: folder.path("certificate.pem"), key: folder.path("key.pem")) { _ in reloaded() }
    }

    @Test func `asked to, the server reads the new certificate before anybody connects`() async throws {
        try await make(days: 10)
        let stop = Stop()
        let tls = try server { stop.request() }
        let old = tls.expiry
        try await make(days: 20)
        let (requests, ask) = AsyncStream.makeStream(of: Void.self)
        ask.yield()
        try await CertificateReload(tls, when: requests, log).run(until: stop)
        #expect(tls.expiry >= old + 9 * 86_400)
    }

    @Test func `nobody who asks does not end the server`() async throws {
        try await make(days: 10)
        let stop = Stop()
        let reload = CertificateReload(try server(), when: AsyncStream { $0.finish() }, log)
        async let running: Void = reload.run(until: stop)
        stop.request()
        try await running
    }

    @Test(
        arguments: [
            (8 * 86_400_000, nil, Readiness.Part.State.ready), (7 * 86_400_000, nil, .degraded), (0, nil, .degraded),
            (-1, nil, .degraded), (30 * 86_400_000, "no key", .degraded),
        ] as [(Int64, String?, Readiness.Part.State)])
    func `how it is follows from the time that is left`(left: Int64, problem: String?, state: Readiness.Part.State) {
        let now = Instant(milliseconds: 1_800_000_000_000)
        let end = Instant(milliseconds: now.milliseconds + left)
        let part = CertificateWatch.part(end: end, problem: problem, at: now)
        #expect(part.state == state)
        #expect(part.detail?.contains("\(end)") == true)
        #expect(part.detail?.contains("ended") == (left <= 0))
        if let problem { #expect(part.detail?.hasSuffix(problem) == true) }
    }

    @Test func `a certificate that ends soon does not keep requests away, and Prometheus sees when`() async throws {
        try await make(days: 2)
        let instance = try await Instance([
            "APUS_TLS_CERTIFICATE": folder.path("certificate.pem"), "APUS_TLS_KEY": folder.path("key.pem"),
        ])
        try await instance.assembly.keeper.prepare()
        instance.assembly.readiness.enter(.ready)
        let answer = try await instance.assembly.dispatcher.respond(to: Request(.get, "/health/ready"))
        #expect(answer.status == .ok)
        guard case .bytes(let bytes) = answer.content else { throw TestFailure("no bytes") }
        let parts = try Readiness(json: bytes).parts
        #expect(parts.map(\.name) == ["database", "blobs", "certificate"])
        #expect(parts.map(\.state) == [.ready, .ready, .degraded])
        let page = String(decoding: instance.assembly.metrics.page(.prometheus), as: UTF8.self)
        #expect(page.contains("\ntls_certificate_expiry_timestamp_seconds "))
    }
}
