import Foundation
import Synchronization
import Testing

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct TLSTests {
    let certificates: Certificates

    init() throws { certificates = try Certificates.shared() }

    /// What a client makes of a server with this certificate.
    private func failure(
        _ name: String, client: TLSClient? = nil, host: String = "localhost"
    ) async throws -> TLSError.Reason? {
        let server = try Host(tls: certificates.server(name)), client = try client ?? certificates.client()
        let line: Line
        do { line = try await server.loops[0].connect(server.address, tls: client, host: host) } catch {
            try await server.stop()
            return try #require(error as? TLSError).reason
        }
        let other = try await server.lines.next()
        await line.close()
        await other.close()
        try await server.stop()
        return nil
    }

    @Test(arguments: ["localhost", "127.0.0.1", "::1"])
    func `a host that the certificate names is trusted`(host: String) async throws {
        #expect(try await failure("server", host: host) == nil)
    }

    @Test(arguments: ["example.org", "127.0.0.2", "localhost.example.org", "xlocalhost"])
    func `a host that it does not name is refused`(host: String) async throws {
        #expect(try await failure("server", host: host) == .wrongHost)
    }

    @Test func `a certificate that has expired is refused`() async throws {
        let own = try Certificates()
        try own.make("old", signedBy: "ca", names: "DNS:localhost", daysLeft: -1)
        let server = try Host(tls: own.server("old"))
        let error = await #expect(throws: TLSError.self) {
            try await server.loops[0].connect(server.address, tls: own.client())
        }
        #expect(error?.reason == .expired)
        try await server.stop()
    }

    @Test func `an authority that we do not know is refused, also those of the machine`() async throws {
        let other = try Certificates()
        #expect(try await failure("server", client: other.client()) == .unknownAuthority)
        #expect(try await failure("server", client: TLSClient()) == .unknownAuthority)
    }

    @Test(arguments: ["", "a\0b", String(repeating: "a", count: 300)])
    func `what cannot be a host's name is refused before anything is sent`(host: String) async throws {
        #expect(try await failure("server", host: host) == .handshake)
    }

    @Test func `the newest version is spoken, and a session taken up again`() async throws {
        let server = try Host(tls: certificates.server()), client = try certificates.client()
        for round in 0..<3 {
            let line = try await server.loops[0].connect(server.address, tls: client)
            let other = try await server.lines.next()
            #expect(await line.version == "TLSv1.3")
            #expect(await line.isResumed == (round > 0))
            // The ticket follows the handshake: it is met by the first read.
            try await other.write([1])
            #expect(try await line.read(exactly: 1) == [1])
            await line.close()
            #expect(try await other.read().isEmpty)
            await other.close()
        }
        try await server.stop()
    }

    // MARK: Peers of another make

    /// Runs the openssl client against a server; answers what it printed.
    private func openssl(_ server: Host, _ arguments: [String]) async throws -> String {
        let port = try #require(server.address.port)
        let process = Process(), output = Pipe(), ended = Signal<Void>()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = ["s_client", "-connect", "127.0.0.1:\(port)"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        process.terminationHandler = { _ in ended.send() }
        try process.run()
        try await ended.next()
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    @Test(arguments: [
        (["-tls1_3"], true), (["-tls1_2"], true), (["-tls1_1", "-cipher", "ALL@SECLEVEL=0"], false),
        (["-tls1", "-cipher", "ALL@SECLEVEL=0"], false), (["-tls1_2", "-cipher", "AES128-GCM-SHA256"], false),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"], false),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], true),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"], true), (["-alpn", "h2,http/1.1"], true),
        (["-alpn", "h2"], false),
    ])
    func `only what is safe is agreed upon`(arguments: [String], isAccepted: Bool) async throws {
        let server = try Host(tls: certificates.server())
        let output = try await openssl(server, arguments)
        #expect(output.contains("Cipher is (NONE)") != isAccepted, "\(output)")
        if arguments.first == "-alpn", isAccepted { #expect(output.contains("ALPN protocol: http/1.1")) }
        #expect(output.contains("Compression: NONE") || !isAccepted)
        if isAccepted { await (try server.lines.next()).close() }
        try await server.stop()
    }

    @Test func `who hangs up in the midst of the handshake, or talks nonsense, harms nobody`() async throws {
        let server = try Host(tls: certificates.server())
        // A record that promises a ClientHello of 512 bytes and begins one.
        let hello: [UInt8] = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]
        for start in [[], Array(hello.prefix(3)), hello, Array("GET / HTTP/1.1\r\n\r\n".utf8), [0, 0, 0, 0, 0, 0]] {
            for isAbrupt in [true, false] {
                let line = try await server.loops[0].connect(server.address)
                try await line.write(start)
                if isAbrupt { await line.abort() } else { await line.close() }
            }
        }
        let line = try await server.loops[0].connect(server.address, tls: certificates.client())
        await line.close()
        await (try server.lines.next()).close()
        try await until { server.loops[0].liveCount == 0 }
        try await server.stop()
    }

    @Test func `an end without farewell is told from an honest one`() async throws {
        let server = try Host(tls: certificates.server())
        for isHonest in [true, false] {
            let line = try await server.loops[0].connect(server.address, tls: certificates.client())
            let other = try await server.lines.next()
            // With the session ticket unread, closing would reset the connection, whoever closes it.
            try await other.write([1])
            #expect(try await line.read(exactly: 1) == [1])
            try await line.write([7])
            if isHonest { await line.close() } else { await line.cut() }
            #expect(try await other.read(exactly: 1) == [7])
            if isHonest {
                #expect(try await other.read().isEmpty)
            } else {
                await #expect(throws: SystemError.connectionReset) { try await other.read() }
            }
            await line.close()
            await other.close()
        }
        try await server.stop()
    }

    // MARK: Files

    @Test func `a certificate that changes is served from then on`() async throws {
        let own = try Certificates()
        let changes = Signal<Result<Int, TLSError>>()
        let tls = try TLSServer(certificate: own.path("server.pem"), key: own.path("server.key")) { changes.send($0) }
        let server = try Host(tls: tls), before = tls.expiry
        #expect(abs(before - Int(Date.now.timeIntervalSince1970) - 10 * 86400) < 3600)
        tls.reload()
        #expect(tls.expiry == before)

        // Only one of the two has changed: the old certificate goes on.
        try own.make("next", signedBy: "ca", names: "DNS:localhost", daysLeft: 5)
        try replace("server.key", by: "next.key", own)
        tls.reload()
        #expect(tls.problem?.reason == .files)
        guard case .failure = try await changes.next() else { throw Unready(wake: .interrupted) }
        let line = try await server.loops[0].connect(server.address, tls: own.client())
        await (try server.lines.next()).close()
        await line.close()

        try replace("server.pem", by: "next.pem", own)
        tls.reload()
        #expect(tls.problem == nil)
        #expect(tls.expiry < before)
        #expect(try await changes.next() == .success(tls.expiry))
        let other = try await server.loops[0].connect(server.address, tls: own.client())
        await (try server.lines.next()).close()
        await other.close()
        try await server.stop()
    }

    /// As certbot does: another file under the same name.
    private func replace(_ name: String, by other: String, _ certificates: Certificates) throws {
        try FileManager.default.removeItem(atPath: certificates.path(name))
        try FileManager.default.copyItem(atPath: certificates.path(other), toPath: certificates.path(name))
    }

    @Test func `files that cannot be used are named`() throws {
        let pem = certificates.path("server.pem"), key = certificates.path("server.key")
        for (certificate, key, named) in [
            ("/nowhere.pem", key, "/nowhere.pem"), (pem, "/nowhere.key", "/nowhere.key"), (pem, pem, pem),
            (pem, certificates.path("ca.key"), "ca.key"),
        ] {
            let error = #expect(throws: TLSError.self) { try TLSServer(certificate: certificate, key: key) }
            #expect(error?.reason == .files)
            #expect(error?.description.contains(named) == true)
        }
        let error = #expect(throws: TLSError.self) { try TLSClient(authorities: "/nowhere.pem") }
        #expect(error?.description.contains("/nowhere.pem") == true)
    }

    @Test func `a key with a pass phrase is refused, and nobody is asked for it`() throws {
        let own = try Certificates()
        try own.openssl([
            "ec", "-in", own.path("server.key"), "-aes256", "-passout", "pass:secret", "-out", own.path("locked.key"),
        ])
        #expect(throws: TLSError.self) {
            try TLSServer(certificate: own.path("server.pem"), key: own.path("locked.key"))
        }
    }
}
