import Basics
import Machine
import Settings
import Sockets
import Testing

@Suite("Reading settings") struct SettingsReaderTests {
    enum Accounts: String, CaseIterable { case on, open }

    /// A program's settings, one of each kind.
    struct Sample {
        var listen, grace, body, loops, compression, accounts, data: String
        var database: ServiceURL?
        var token: Secret?
        var table: [Setting]

        init(
            _ environment: [String: String], file: String? = nil, elsewhere: [String] = [],
            secrets: [String: String] = [:]
        ) throws(SettingsError) {
            var reader = SettingsReader(
                environment: environment, file: file.map { SettingsFile(path: "apus.conf", bytes: Array($0.utf8)) },
                readFile: { path throws(SmallFileError) in
                    guard let text = secrets[path] else { throw SmallFileError(reason: "there is no such file") }
                    return Array(text.utf8)
                })
            let here = Address.ip(.loopback, port: 8000)
            listen = "\(reader.read("APUS_LISTEN", as: .address, default: here, "Where the server listens."))"
            grace =
                reader.read("APUS_GRACE", as: .duration(.zero...(.seconds(3600))), default: .seconds(30), "G.").spelled
            body =
                reader.read("APUS_HTTP_BODY", as: .bytes(.kibibytes(1)...(.gibibytes(1))), default: .mebibytes(1), "B.")
                .spelled
            loops = "\(reader.read("APUS_HTTP_LOOPS", as: .integer(1...64), default: 2, "L."))"
            compression = "\(reader.read("APUS_COMPRESSION", as: .boolean, default: true, "C."))"
            accounts = reader.read("APUS_ACCOUNTS", as: .choice, default: Accounts.open, "A.").rawValue
            data = reader.read("APUS_DATA", as: .text("a folder"), default: "apus-data", "D.")
            database = reader.readIfSet(
                "APUS_DATABASE", as: .url(["postgresql"], example: "postgresql://apus@db/apus"), "Database.")
            token = reader.readIfSet("APUS_TOKEN", as: .secret, "T.")
            table = reader.table
            try reader.finish(elsewhere: elsewhere)
        }
    }

    private func problems(
        _ environment: [String: String], file: String? = nil, elsewhere: [String] = [], secrets: [String: String] = [:]
    ) -> [String] {
        do throws(SettingsError) {
            _ = try Sample(environment, file: file, elsewhere: elsewhere, secrets: secrets)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `what is not set keeps its default`() throws {
        let sample = try Sample(["HOME": "/root", "APUS_LISTEN": ""])
        #expect(sample.listen == "127.0.0.1:8000" && sample.grace == "30s" && sample.body == "1MiB")
        #expect(sample.loops == "2" && sample.compression == "true" && sample.accounts == "open")
        #expect(sample.database == nil && sample.token == nil)
        #expect(sample.table.allSatisfy { $0.source == .builtIn })
    }

    @Test func `the environment wins over the file, and each says where it came from`() throws {
        let file = "# Ours.\nAPUS_LISTEN = [::1]:9000\nAPUS_GRACE=5m\n\nAPUS_DATA = \"/srv/a b\"\n"
        let sample = try Sample(["APUS_GRACE": "10s", "APUS_HTTP_BODY": "64KiB"], file: file)
        #expect(sample.listen == "[::1]:9000" && sample.grace == "10s" && sample.data == "/srv/a b")
        let sources = Dictionary(uniqueKeysWithValues: sample.table.map { ($0.name, "\($0.source)") })
        #expect(sources["APUS_LISTEN"] == "apus.conf:2")
        #expect(sources["APUS_GRACE"] == "environment")
        #expect(sources["APUS_HTTP_LOOPS"] == "default")
        #expect(sample.table.first?.meaning == "Where the server listens.")
    }

    @Test func `every problem is in one message, with name, value, place, and what would be right`() {
        let environment = [
            "APUS_LISTEN": "localhst:80", "APUS_HTTP_LOOPS": "+4", "APUS_COMPRESSION": "maybe", "APUS_ACCOUNTS": "off",
            "APUS_HTTP_LOPS": "3", "APUS_COLOR": "red",
        ]
        let error = SettingsError(
            problems: problems(environment, file: "APUS_GRACE = 30\nAPUS_HTTP_BODY = 2TiB\nLISTEN = x"))
        #expect(
            error.description == """
                9 settings are wrong:
                  APUS_LISTEN is "localhst:80" (in the environment): expected an address such as 127.0.0.1:8000, \
                [::1]:8000, *:8000 (all), or unix:/path/to/socket
                  APUS_GRACE is "30" (in apus.conf:1): expected a duration from 0 to 1h, such as 30s or 5m
                  APUS_HTTP_BODY is "2TiB" (in apus.conf:2): expected a size from 1KiB to 1GiB, such as 64KiB or 1MiB
                  APUS_HTTP_LOOPS is "+4" (in the environment): expected a number from 1 to 64
                  APUS_COMPRESSION is "maybe" (in the environment): expected on or off
                  APUS_ACCOUNTS is "off" (in the environment): expected on or open
                  APUS_COLOR is set (in the environment), but is no setting
                  APUS_HTTP_LOPS is set (in the environment), but is no setting: did you mean APUS_HTTP_LOOPS?
                  LISTEN is set (in apus.conf:3), but is no setting
                """)
    }

    @Test func `settings of another program are no problem`() {
        #expect(problems(["APUS_WORKER_SLOTS": "2"]).count == 1)
        #expect(problems(["APUS_WORKER_SLOTS": "2"], elsewhere: ["APUS_WORKER_*"]).isEmpty)
        #expect(problems(["APUS_KEY_FILE": "/k"], elsewhere: ["APUS_KEY"]).isEmpty)
        #expect(problems(["APUS_SERVE": "x"], elsewhere: ["APUS_SERVER"]).first?.hasSuffix("mean APUS_SERVER?") == true)
    }

    @Test func `a secret may stand in a file, whose last line end does not count`() throws {
        let secrets = ["/run/token": "s3cret\r\n", "/run/two": "a\n\n", "/run/empty": "\n"]
        let sample = try Sample(["APUS_TOKEN_FILE": "/run/token"], secrets: secrets)
        #expect(sample.token?.revealed == "s3cret")
        #expect(sample.table.last?.value == "***")
        #expect(sample.table.last?.source == .secretFile(path: "/run/token", namedIn: .environment))
        #expect(try Sample(["APUS_TOKEN_FILE": "/run/two"], secrets: secrets).token?.revealed == "a\n")
        #expect(
            problems(["APUS_TOKEN_FILE": "/run/empty"], secrets: secrets) == [
                #"APUS_TOKEN_FILE is "/run/empty" (in the environment): "#
                    + "expected a file that holds the secret, but it is empty"
            ])
        #expect(
            problems([:], file: "APUS_TOKEN_FILE = /run/none") == [
                #"APUS_TOKEN_FILE is "/run/none" (in apus.conf:1): "#
                    + "expected a file that holds the secret, but there is no such file"
            ])
    }

    @Test func `a secret that is set in two ways is a problem, and is not shown`() {
        #expect(
            problems(["APUS_TOKEN": "s3cret", "APUS_TOKEN_FILE": "/run/token"]) == [
                "APUS_TOKEN is set (in the environment), and so is APUS_TOKEN_FILE (in the environment): "
                    + "set one of them"
            ])
    }

    @Test func `only a secret may stand in a file`() {
        #expect(problems(["APUS_LISTEN_FILE": "/x"]).count == 1)
    }

    @Test func `a secret never shows itself`() {
        let secret = Secret("s3cret")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains("s3cret"))
        }
    }
}
