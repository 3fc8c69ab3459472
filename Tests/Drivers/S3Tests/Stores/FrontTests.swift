import Basics
import Blobs
import Crypto
import HTTP
import TestSupport
import Testing

@testable import S3

/// An nginx before a real Swift: it adds TLS, and takes requests as a proxy does.
final class Front: Sendable {
    let secure: Int
    let plain: Int
    let certificate: String
    private let folder: TemporaryFolder
    private let nginx: Program

    init(before store: Int) async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        (secure, plain) = (try freePort(), try freePort())
        certificate = folder.path("certificate.pem")
        let key = folder.path("key.pem")
        try await run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out",
                certificate,
            ], within: .seconds(30)
        ).succeeded()
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder.path($0));" }.joined(separator: " ")
        let configuration = """
            daemon off; master_process off; error_log stderr; pid \(folder.path("pid"));
            events { worker_connections 256; }
            http {
                access_log off; client_max_body_size 0; \(paths)
                ssl_certificate \(certificate); ssl_certificate_key \(key);
                server {
                    listen 127.0.0.1:\(plain); listen 127.0.0.1:\(secure) ssl;
                    location / {
                        proxy_pass http://127.0.0.1:\(store); proxy_set_header Host $http_host;
                        proxy_request_buffering off; proxy_buffering off; proxy_http_version 1.1;
                    }
                }
            }
            """
        let file = try folder.write(configuration, to: "nginx.conf")
        nginx = try Program("nginx", ["-c", file, "-p", folder.path, "-e", "stderr"], folder: folder.path)
        try await nginx.port(secure)
    }
}

@Suite("A real S3 store behind a proxy", .serialized, .timeLimit(.minutes(10))) struct FrontTests {
    func tried(_ blobs: S3Blobs) async throws {
        for size in [0, 1000, 9 << 20, 20 << 20] {
            let bytes = sample(size), key = try BlobKey("day=1/\(size)"), digest = SHA256.digest(of: bytes)
            for length in [nil, size] {
                let info = try await blobs.put(.pieces(Pieces(bytes: bytes), length: length), at: key)
                #expect(info.size == size && info.digest == digest)
                #expect(try await blobs.get(key).collect(upTo: size) == bytes)
            }
            let wrong = BlobExpectation(digest: SHA256.digest(of: [1])), other = try BlobKey("wrong")
            let source = BlobSource.pieces(Pieces(bytes: bytes), length: size)
            #expect(
                await reason { _ = try await blobs.put(source, at: other, type: .bytes, expecting: wrong) } == .mismatch
            )
            #expect(await reason { _ = try await blobs.stat(other) } == .notFound)
            try await blobs.delete([key])
        }
        #expect(try await blobs.list(.all).entries.isEmpty)
    }

    @Test func `by TLS, which guards what is not signed`() async throws {
        let ready = try await RealStore.swift.blobs(), account = try await RealStore.swift.account()
        let front = try await Front(before: account.port)
        let place =
            "s3://\(RealStore.bucket)/\(ready.client.settings.prefix)?endpoint=https://localhost:\(front.secure)"
        let key = CredentialSource.fixed(AccessKey(id: account.id, secret: .init(account.secret)))
        try await tried(S3Blobs(try S3Settings(place + "&authorities=\(front.certificate)"), key))
        let stranger = S3Blobs(try S3Settings(place), key)
        #expect(await reason { _ = try await stranger.stat(try BlobKey("a")) } == .unavailable)
    }

    @Test func `with the bucket in the host`() async throws {
        let ready = try await RealStore.swift.blobs(), account = try await RealStore.swift.account()
        let front = try await Front(before: account.port)
        let place = "s3://\(RealStore.bucket)/\(ready.client.settings.prefix)?endpoint=http://\(OpenStackSwift.domain)"
        let proxy = try HTTPURL("http://127.0.0.1:\(front.plain)")
        let key = CredentialSource.fixed(AccessKey(id: account.id, secret: .init(account.secret)))
        let blobs = S3Blobs(try S3Settings(place + "&style=host"), key) { $0.proxy = .through(proxy) }
        try await tried(blobs)
    }
}
