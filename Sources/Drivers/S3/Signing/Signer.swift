import Basics
import Crypto
import HTTP

/// Signs requests with version 4 of AWS's signatures, as S3 uses it: the path is encoded once, and no dot segment or
/// doubled slash is put right (AWS, "Signature Version 4 signing process", "Signature calculations for the
/// Authorization header").
struct Signer: Sendable {
    let key: AccessKey
    let region: String
    var service = "s3"

    static let algorithm = "AWS4-HMAC-SHA256"

    /// The message with the fields that make it valid for fifteen minutes around `now`.
    func signed(_ message: SignedMessage, _ payload: Payload, at now: Instant) -> SignedMessage {
        let time = SigningTime(now)
        var message = message
        message.fields.append(.init(name: "x-amz-content-sha256", value: payload.text))
        message.fields.append(.init(name: "x-amz-date", value: time.text))
        if let token = key.token {
            message.fields.append(.init(name: "x-amz-security-token", value: token.revealed))
        }
        message.fields.append(.init(name: "authorization", value: authorization(message, payload.text, time)))
        return message
    }

    func authorization(_ message: SignedMessage, _ payload: String, _ time: SigningTime) -> String {
        let (request, names) = Self.canonical(message, payload)
        return "\(Self.algorithm) Credential=\(key.id)/\(scope(time)), SignedHeaders=\(names), "
            + "Signature=\(signature(of: request, time))"
    }

    /// The message with all of its signature in the query: whoever has its URL may send it, until it expires.
    func presigned(_ message: SignedMessage, at now: Instant, for seconds: Int) -> SignedMessage {
        let time = SigningTime(now)
        var message = message
        func add(_ name: String, _ value: String) { message.query.append(.init(name: name, value: value)) }
        add("X-Amz-Algorithm", Self.algorithm)
        add("X-Amz-Credential", "\(key.id)/\(scope(time))")
        add("X-Amz-Date", time.text)
        add("X-Amz-Expires", "\(seconds)")
        if let token = key.token { add("X-Amz-Security-Token", token.revealed) }
        add("X-Amz-SignedHeaders", Self.canonicalFields(message.fields).names)
        let (request, _) = Self.canonical(message, Payload.unsigned.text)
        add("X-Amz-Signature", "\(signature(of: request, time))")
        return message
    }

    /// Signs the chunks of the body of a message that was signed here.
    func chunkSigner(for signed: SignedMessage, at now: Instant) -> ChunkSigner? {
        guard let seed = signed.fields.last?.value.split(separator: "=").last else { return nil }
        let time = SigningTime(now)
        return ChunkSigner(key: signingKey(time), time: time, scope: scope(time), seed: String(seed))
    }

    private func scope(_ time: SigningTime) -> String { "\(time.day)/\(region)/\(service)/aws4_request" }

    private func signature(of request: String, _ time: SigningTime) -> Digest {
        let hash = SHA256.digest(of: Array(request.utf8))
        let text = "\(Self.algorithm)\n\(time.text)\n\(scope(time))\n\(hash)"
        return HMAC(key: signingKey(time)).code(of: Array(text.utf8))
    }

    private func signingKey(_ time: SigningTime) -> [UInt8] {
        [time.day, region, service, "aws4_request"].reduce(Array("AWS4\(key.secret.revealed)".utf8)) { key, part in
            HMAC(key: key).code(of: Array(part.utf8)).bytes
        }
    }
}

extension Signer {
    /// The one text that both sides make of a request, and the names of the fields in it.
    static func canonical(_ message: SignedMessage, _ payload: String) -> (text: String, names: String) {
        let (lines, names) = canonicalFields(message.fields)
        let parts = ["\(message.method.name)", message.path, message.encodedQuery, lines, names, payload]
        return (parts.joined(separator: "\n"), names)
    }

    private static func canonicalFields(_ fields: [SignedMessage.Field]) -> (lines: String, names: String) {
        var values: [String: [String]] = [:]
        for field in fields where field.name != "authorization" {
            values[field.name, default: []].append(trimmed(field.value))
        }
        let names = values.keys.sorted(by: SignedMessage.precedes)
        let lines = names.map { "\($0):\(values[$0, default: []].joined(separator: ","))\n" }.joined()
        return (lines, names.joined(separator: ";"))
    }

    /// Blanks round a value are dropped, and several within it are one.
    private static func trimmed(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }
}
