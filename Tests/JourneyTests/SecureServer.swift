import TestSupport

extension TestServer {
    /// One that speaks TLS, with a certificate of its own.
    static func secure(
        _ name: String = "apus-server", _ arguments: [String] = [], environment: [String: String] = [:],
        isQuiet: Bool = false
    ) async throws -> TestServer {
        let folder = try TemporaryFolder()
        let (key, certificate) = (folder.path("key.pem"), folder.path("certificate.pem"))
        try await run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
                "-out", certificate,
            ], within: .seconds(30)
        ).succeeded()
        let files = ["APUS_TLS_CERTIFICATE": certificate, "APUS_TLS_KEY": key]
        return try await TestServer(
            name, arguments, environment: files.merging(environment) { $1 }, isQuiet: isQuiet, keeping: folder)
    }
}
