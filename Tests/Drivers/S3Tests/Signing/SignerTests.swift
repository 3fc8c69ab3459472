import Basics
import Crypto
import HTTP
import Testing

@testable import S3

/// The examples in AWS's "Signature calculations for the Authorization header" and "Authenticating requests: using
/// query parameters", and some of its "Signature Version 4 test suite", with the keys that stand there.
@Suite("Signatures are those that AWS publishes") struct SignerTests {
    static let examples = AccessKey(
        id: "AKIAIOSFODNN7EXAMPLE", secret: .init("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
    /// 24 May 2013, 00:00:00.
    static let may = Instant(milliseconds: 1_369_353_600_000)
    static let host = SignedMessage.Field(name: "host", value: "examplebucket.s3.amazonaws.com")

    static let signer = Signer(key: examples, region: "us-east-1")

    static func signature(_ message: SignedMessage) -> String? {
        message.fields.first { $0.name == "authorization" }?.value.split(separator: "=").last.map(String.init)
    }

    @Test func `a part of an object`() {
        let message = SignedMessage(
            method: .get, path: "/test.txt", fields: [Self.host, .init(name: "range", value: "bytes=0-9")])
        let signed = Self.signer.signed(message, .empty, at: Self.may)
        #expect(Self.signature(signed) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        #expect(
            signed.fields.last?.value.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                    + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=") == true)
    }

    @Test func `an object with a body and a mark in its key`() {
        let message = SignedMessage(
            method: .put, path: "/" + PercentEncoding.encode("test$file.text", keepingSlashes: true),
            fields: [
                Self.host, .init(name: "date", value: "Fri, 24 May 2013 00:00:00 GMT"),
                .init(name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"),
            ])
        let body = Payload.digest(SHA256.digest(of: Array("Welcome to Amazon S3.".utf8)))
        let signed = Self.signer.signed(message, body, at: Self.may)
        #expect(Self.signature(signed) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test(arguments: [
        ([("lifecycle", "")], "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ([("prefix", "J"), ("max-keys", "2")], "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ])
    func `a query, in whatever order`(query: [(String, String)], signature: String) {
        var message = SignedMessage(method: .get, path: "/", fields: [Self.host])
        message.query = query.map { .init(name: $0.0, value: $0.1) }
        #expect(Self.signature(Self.signer.signed(message, .empty, at: Self.may)) == signature)
    }

    @Test func `a URL that can be handed on`() {
        let message = SignedMessage(method: .get, path: "/test.txt", fields: [Self.host])
        let target = Self.signer.presigned(message, at: Self.may, for: 86_400).target
        let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        #expect(target.contains("X-Amz-Signature=\(signature)"))
        #expect(
            target.contains("X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&"))
    }

    /// Those of the suite that are not about paths, which S3 treats in a way of its own.
    static let suite: [(SignedMessage, String)] = {
        func message(
            _ method: Method = .get, path: String = "/", query: [(String, String)] = [],
            fields: [(String, String)] = []
        ) -> SignedMessage {
            let all = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")] + fields
            return SignedMessage(
                method: method, path: path, query: query.map { .init(name: $0.0, value: $0.1) },
                fields: all.map { .init(name: $0.0, value: $0.1) })
        }
        return [
            (message(), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            (message(.post), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
            (
                message(query: [("Param2", "value2"), ("Param1", "value1")]),
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
            ),
            (
                message(path: "/" + PercentEncoding.encode("\u{1234}")),
                "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"
            ),
            (
                message(query: [("\u{1234}", "bar")]),
                "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"
            ),
            (
                message(fields: [("my-header1", "value1"), ("my-header2", "\"a   b   c\"")]),
                "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
            ),
        ]
    }()

    @Test(arguments: suite) func `the general suite`(message: SignedMessage, signature: String) {
        let key = AccessKey(id: "AKIDEXAMPLE", secret: .init("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
        let signer = Signer(key: key, region: "us-east-1", service: "service")
        // 30 August 2015, 12:36:00.
        let time = SigningTime(Instant(milliseconds: 1_440_938_160_000))
        let empty = "\(SHA256.digest(of: []))"
        #expect(signer.authorization(message, empty, time).hasSuffix("Signature=\(signature)"))
    }

    @Test func `a token that goes with a key is signed and sent`() {
        var key = Self.examples
        key.token = .init("a/token+with=marks")
        let signer = Signer(key: key, region: "us-east-1")
        let message = SignedMessage(method: .get, path: "/a", fields: [Self.host])
        let signed = signer.signed(message, .empty, at: Self.may)
        #expect(signed.fields.contains(.init(name: "x-amz-security-token", value: "a/token+with=marks")))
        #expect(signed.fields.last?.value.contains("x-amz-date;x-amz-security-token,") == true)
        let url = signer.presigned(message, at: Self.may, for: 60).target
        #expect(url.contains("X-Amz-Security-Token=a%2Ftoken%2Bwith%3Dmarks&"))
    }
}

@Suite("Percent-encoding is that of signatures") struct PercentEncodingTests {
    @Test(arguments: [
        ("a/b=c", "a/b%3Dc", "a%2Fb%3Dc"), ("-._~", "-._~", "-._~"), (" +%", "%20%2B%25", "%20%2B%25"),
        ("é\u{0}", "%C3%A9%00", "%C3%A9%00"), ("", "", ""), ("A!'()*", "A%21%27%28%29%2A", "A%21%27%28%29%2A"),
    ])
    func `every byte but the unreserved ones`(text: String, path: String, part: String) {
        #expect(PercentEncoding.encode(text, keepingSlashes: true) == path)
        #expect(PercentEncoding.encode(text) == part)
        #expect(PercentEncoding.decode(path) == text && PercentEncoding.decode(part) == text)
    }

    @Test(arguments: ["%", "%4", "%4g", "a%", "%ff", "%C3"]) func `what is not encoded so is refused`(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test func `a plus sign is a space only where it is said to be`() {
        #expect(PercentEncoding.decode("a+b") == "a+b")
        #expect(PercentEncoding.decode("a+b%2B", plusIsSpace: true) == "a b+")
    }
}
