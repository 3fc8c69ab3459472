import HTTP
import Settings
import Sockets
import Testing

@testable import Server

@Suite("The server's settings") struct ServerSettingsTests {
    @Test func `without any it is open, on this machine alone`() throws {
        let settings = try ServerSettings(environment: [:])
        #expect(settings.listen.map(\.description) == ["127.0.0.1:8000"])
        #expect(settings.accounts == .open)
        #expect(settings.site.hosts == ["localhost", "127.0.0.1", "[::1]"])
        #expect(settings.tls == nil)
    }

    @Test func `where others can reach it, callers must sign in`() throws {
        #expect(try ServerSettings(environment: ["APUS_LISTEN": "*:80"]).accounts == .on)
        #expect(try ServerSettings(environment: ["APUS_LISTEN": "127.0.0.1:80,10.0.0.1:80"]).accounts == .on)
        #expect(try ServerSettings(environment: ["APUS_LISTEN": "unix:/run/a.sock,[::1]:80"]).accounts == .open)
    }

    @Test func `the public name and the allowed ones are answered to`() throws {
        let settings = try ServerSettings(environment: [
            "APUS_PUBLIC_URL": "https://ML.example.org:8443/apus", "APUS_ALLOWED_HOSTS": "a.lan, B.lan",
            "APUS_ACCOUNTS": "on",
        ])
        #expect(settings.site.hosts?.suffix(3) == ["a.lan", "b.lan", "ml.example.org"])
        #expect(settings.site.origins == ["https://ml.example.org:8443"])
    }

    /// What is set, and what must stand in the one message.
    static let wrong: [([String: String], [String])] = [
        (
            ["APUS_LISTEN": "0.0.0.0:80", "APUS_ACCOUNTS": "open"],
            ["APUS_LISTEN has 0.0.0.0:80", "set APUS_ACCOUNTS=on"]
        ),
        (["APUS_PUBLIC_URL": "https://ml.example.org"], ["APUS_PUBLIC_URL", "set APUS_ACCOUNTS=on"]),
        (["APUS_LISTEN": "example.org:80"], ["APUS_LISTEN is \"example.org:80\"", "expected host:port"]),
        (["APUS_LISTEN": "127.0.0.1"], ["APUS_LISTEN is \"127.0.0.1\""]),
        (["APUS_LISTEN": "127.0.0.1:65536"], ["APUS_LISTEN"]),
        (["APUS_LISTEN": "127.0.0.1:80,,"], []),
        (["APUS_ACCOUNTS": "off"], ["APUS_ACCOUNTS is \"off\"", "expected on or open"]),
        (["APUS_TLS_KEY": "key.pem"], ["APUS_TLS_CERTIFICATE is not"]),
        (["APUS_TLS_CERTIFICATE": "c.pem"], ["APUS_TLS_KEY is not"]),
        (["APUS_HTTP_LOOPS": "0"], ["APUS_HTTP_LOOPS is \"0\"", "a number from 1 to 256"]),
        (["APUS_HTTP_IDLE_TIME": "5"], ["APUS_HTTP_IDLE_TIME"]),
        (["APUS_ALLOWED_HOSTS": "a b"], ["APUS_ALLOWED_HOSTS"]),
        (["APUS_LOG_LEVEL": "loud"], ["APUS_LOG_LEVEL is \"loud\"", "debug, info, warning"]),
        (
            ["APUS_BLOBS": "s3://m?colour=red&region=b/c"],
            ["APUS_BLOBS: 'colour' is not known", "APUS_BLOBS: the region"]
        ),
        (["APUS_LISTN": "127.0.0.1:80"], ["APUS_LISTN", "did you mean APUS_LISTEN?"]),
        (["OTEL_TRACES_SAMPLER": "sometimes"], ["OTEL_TRACES_SAMPLER"]),
        (
            ["APUS_LISTEN": "x", "APUS_HTTP_LOOPS": "x", "APUS_TLS_KEY": "k", "APUS_FOO": "1"],
            ["4 settings are wrong", "APUS_LISTEN", "APUS_HTTP_LOOPS", "APUS_TLS", "APUS_FOO"]
        ),
    ]

    @Test(arguments: wrong.indices)
    func `wrong settings are refused, all in one message`(index: Int) throws {
        let (environment, parts) = Self.wrong[index]
        guard !parts.isEmpty else {
            #expect(try ServerSettings(environment: environment).listen.count == 1)
            return
        }
        let error = #expect(throws: SettingsError.self) { try ServerSettings(environment: environment) }
        for part in parts {
            #expect(error?.description.contains(part) == true, "\(part) in \(error?.description ?? "")")
        }
    }
}
