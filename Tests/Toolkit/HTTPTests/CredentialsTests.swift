import Basics
import Crypto
import HTTP
import TestSupport
import Testing

@Suite struct CredentialsTests {
    /// What a value of the field comes to, by its bytes: Swift takes texts of different bytes for the same.
    enum Outcome: Equatable, Sendable {
        case basic([UInt8], [UInt8])
        case bearer([UInt8])
        case refused(CredentialsFault)

        static func basic(_ user: String, _ password: String) -> Outcome {
            .basic(Array(user.utf8), Array(password.utf8))
        }

        static func bearer(_ token: String) -> Outcome { .bearer(Array(token.utf8)) }

        init(_ value: [UInt8]) {
            do throws(CredentialsFault) {
                switch try Credentials(value[...]) {
                case .basic(let user, let password): self = .basic(user, password.revealed)
                case .bearer(let token): self = .bearer(token.revealed)
                }
            } catch { self = .refused(error) }
        }
    }

    private static let cases: [(value: [UInt8], outcome: Outcome)] =
        fields.map { (Array($0.utf8), $1) } + pairs.map { (basic(Array($0.utf8)), $1) } + broken.map { (basic($0), $1) }

    private static func basic(_ bytes: [UInt8]) -> [UInt8] { Array("Basic \(Base64.encode(bytes))".utf8) }

    /// Whole values of the field.
    private static let fields: [(String, Outcome)] =
        [
            ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", .basic("Aladdin", "open sesame")),  // RFC 7617 §2
            ("Basic dGVzdDoxMjPCow==", .basic("test", "123\u{A3}")),  // RFC 7617 §2.1
            ("basic QTpC", .basic("A", "B")),
            ("BASIC QTpC", .basic("A", "B")),
            ("Basic   QTpC", .basic("A", "B")),
            ("Bearer mF_9.B5f-4.1JqM", .bearer("mF_9.B5f-4.1JqM")),  // RFC 6750 §2.1
            ("bEARER a", .bearer("a")),
            ("Bearer abc-._~+/09==", .bearer("abc-._~+/09==")),
        ]
        + [
            "", "Basi QTpC", "Basicc QTpC", "Digest username=\"a\"", "Negotiate YII=", "QTpC", " Basic QTpC",
            "\"Basic\" QTpC", "Bear\u{212A}er a",
        ].map { ($0, .refused(.otherScheme)) }
        + ["Basic", "Basic ", "Bearer", "Bearer    ", "Basic\tQTpC", "Basic,QTpC", "Basic\u{0} QTpC", "Bearer=abc"].map
    {
        ($0, .refused(.nothing))
    }
        + [
            "Basic \tQTpC", "Basic QTpC ", "Basic QTpC QTpC", "Basic QTpC,QTpC", "Basic realm=\"a\"", "Basic QTp",
            "Basic QTo", "Basic QTo==", "Basic QTp=", "Basic QTpC====", "Basic =QTpC", "Basic Q=TpC", "Basic QTpC-_==",
            "Basic A:B", "Basic ====", "Basic =", "Basic \u{E9}\u{E9}",
        ].map { ($0, .refused(.notBase64)) }
        + ["a b", "a,Bearer b", "=", "==", "a=b", "a:b", "a\tb", "a ", "\"a\"", "\u{E9}", "a\u{0}"].map {
            ("Bearer \($0)", .refused(.notAToken))
        }

    /// What stands in base64 after `Basic`.
    private static let pairs: [(String, Outcome)] =
        [
            (":", .basic("", "")),
            ("A:", .basic("A", "")),
            (":B", .basic("", "B")),
            ("A:B:C", .basic("A", "B:C")),
            ("A B:C D", .basic("A B", "C D")),
            ("e\u{301}:\u{E9}", .basic("e\u{301}", "\u{E9}")),
            ("\u{540D}:\u{1F511}", .basic("\u{540D}", "\u{1F511}")),
            ("A:\u{80}", .basic("A", "\u{80}")),
            ("", .refused(.nothing)),
            ("A", .refused(.noColon)),
        ]
        + ["A\u{0}:B", "A:B\u{0}", "A:B\r\nX: Y", "A:\t", "A:\u{7F}", "\u{1F}:"].map {
            ($0, .refused(.controlCharacter))
        }

    /// The same, where it is no UTF-8: not UTF-8 at all, a colon within a character, a slash spelled too long, half a
    /// pair of UTF-16, Latin-1.
    private static let broken: [([UInt8], Outcome)] = [
        [0x41, 0x3A, 0xFF], [0xC3, 0x3A, 0xA9], [0x41, 0x3A, 0xC0, 0xAF], [0x41, 0x3A, 0xED, 0xA0, 0x80],
        [0xE9, 0x3A, 0x42],
    ].map { ($0, .refused(.notUTF8)) }

    @Test func `credentials are read or refused by their bytes`() {
        for (value, expected) in Self.cases {
            #expect(Outcome(value) == expected, "\(String(decoding: value, as: UTF8.self).debugDescription)")
        }
    }

    @Test func `cut short anywhere they are refused, or are those of a shorter text`() {
        for (value, whole) in Self.cases {
            guard case .basic(let user, let password) = whole else { continue }
            for end in 0..<value.count {
                guard case .basic(let name, let secret) = Outcome(Array(value[..<end])) else { continue }
                #expect(name == user && password.starts(with: secret) && secret.count < password.count)
            }
        }
    }

    @Test func `no change of a byte makes the reader stumble, and what it accepts it could have been given`() {
        var random = SeededNumbers(seed: 7617)
        for (value, _) in Self.cases where !value.isEmpty {
            for _ in 0..<300 {
                let bytes = random.mutate(value)
                guard case .basic(let user, let password) = Outcome(bytes) else { continue }
                #expect(!user.contains(0x3A))
                #expect(bytes.suffix(4) == Self.basic(user + [0x3A] + password).suffix(4))
                #expect(Outcome(Self.basic(user + [0x3A] + password)) == .basic(user, password))
            }
        }
    }

    @Test func `a request has one pair of credentials, or none`() throws {
        if let some = try Request(.get, "/").credentials { Issue.record("\(some)") }
        let one = try Request(.get, "/", headers: [("AUTHORIZATION", " Basic QTpC ")])
        guard case .basic("A", let password) = try one.credentials else { throw CredentialsFault.nothing }
        #expect(password.revealed == "B")
        let two = try Request(
            .get, "/", headers: [("Authorization", "Basic QTpC"), ("authorization", "Basic QTpC")])
        #expect(throws: CredentialsFault.severalFields) { try two.credentials }
    }

    @Test func `nothing that shows credentials or a fault shows a secret`() throws {
        for value in ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Bearer open-sesame"] {
            let credentials = try Credentials(Array(value.utf8)[...])
            var dumped = ""
            dump(credentials, to: &dumped)
            for shown in ["\(credentials)", String(reflecting: credentials), dumped] {
                #expect(shown.contains("***"))
                #expect(!shown.contains("sesame") && !shown.contains("QWxh"), "\(shown)")
            }
        }
        let faults = CredentialsFault.allCases.map(\.description)
        #expect(Set(faults).count == faults.count)
    }
}
