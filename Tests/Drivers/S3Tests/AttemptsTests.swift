import Basics
import HTTP
import Testing

@testable import S3

@Suite("What becomes of a request over its attempts") struct AttemptsTests {
    static func error(_ status: Int, _ code: String = "", message: String = "m") -> StoreError {
        let document = XMLElement(
            name: "Error",
            children: [XMLElement(name: "Code", text: code), XMLElement(name: "Message", text: message)])
        return StoreError(status: status, headers: HeaderFields(), document: code.isEmpty ? nil : document)
    }

    static func isAgain(_ step: Attempts.Step) -> Bool { if case .again = step { true } else { false } }

    func answered(
        _ attempts: inout Attempts, _ error: StoreError, retryAfter: Int? = nil, isOffTime: Bool = false,
        isRepeatable: Bool = true
    ) -> Attempts.Step {
        attempts.answered(error, retryAfter: retryAfter, isOffTime: isOffTime, isRepeatable: isRepeatable)
    }

    @Test(arguments: [
        (500, ""), (500, "InternalError"), (502, ""), (503, "SlowDown"), (503, ""), (504, ""), (429, ""),
        (400, "RequestTimeout"), (200, "InternalError"), (400, "BadDigest"), (409, "OperationAborted"),
    ])
    func `trouble that passes is waited out`(status: Int, code: String) {
        var attempts = Attempts()
        #expect(Self.isAgain(answered(&attempts, Self.error(status, code))))
    }

    @Test(arguments: [
        (404, "NoSuchKey"), (400, "InvalidArgument"), (412, ""), (416, ""), (301, "PermanentRedirect"), (501, ""),
        (200, "InvalidPart"),
    ])
    func `a refusal is final`(status: Int, code: String) {
        var attempts = Attempts()
        #expect(answered(&attempts, Self.error(status, code)) == .fail)
    }

    @Test func `the waits grow, and end`() {
        var policy = Attempts.Policy()
        policy.limit = 4
        policy.backoff = Backoff(first: .seconds(1), limit: .seconds(4))
        var attempts = Attempts(policy)
        for base in [1, 2, 4, 4] {
            guard case .again(let wait) = answered(&attempts, Self.error(503)) else {
                Issue.record("given up before \(base)")
                return
            }
            #expect(wait >= .seconds(base) / 2 && wait <= .seconds(base))
        }
        #expect(answered(&attempts, Self.error(503)) == .fail)
    }

    @Test func `what the store asks for is heeded, up to a bound`() {
        var attempts = Attempts()
        #expect(answered(&attempts, Self.error(503), retryAfter: 7) == .again(after: .seconds(7)))
        #expect(answered(&attempts, Self.error(503), retryAfter: 21) == .fail)
    }

    @Test func `the first lost connection costs no wait, the others do`() {
        var attempts = Attempts()
        #expect(attempts.lostConnection(isRepeatable: true) == .again(after: .zero))
        #expect(attempts.lostConnection(isRepeatable: true) != .again(after: .zero))
        #expect(attempts.areSeveral)
    }

    @Test func `what cannot be had again is not repeated`() {
        var attempts = Attempts()
        #expect(attempts.lostConnection(isRepeatable: false) == .fail)
        #expect(answered(&attempts, Self.error(503), isRepeatable: false) == .fail)
    }

    @Test func `the clock is set once, where it is off`() {
        var attempts = Attempts()
        let skewed = Self.error(403, "RequestTimeTooSkewed")
        #expect(answered(&attempts, skewed, isOffTime: true) == .setClock)
        #expect(answered(&attempts, skewed, isOffTime: true) == .fail)
        attempts = Attempts()
        #expect(answered(&attempts, skewed) == .fail)
        #expect(answered(&attempts, Self.error(403), isOffTime: true) == .setClock)
    }

    @Test(arguments: ["ExpiredToken", "InvalidAccessKeyId", "SignatureDoesNotMatch"])
    func `a newer key is looked for once`(code: String) {
        var attempts = Attempts()
        #expect(answered(&attempts, Self.error(403, code)) == .renewKey)
        #expect(answered(&attempts, Self.error(403, code)) == .fail)
    }

    @Test func `a bucket that is elsewhere is told with what to set`() {
        let document = XMLElement(
            name: "Error",
            children: [
                XMLElement(name: "Code", text: "AuthorizationHeaderMalformed"),
                XMLElement(name: "Region", text: "eu-west-3"),
            ])
        let error = StoreError(status: 400, headers: HeaderFields(), document: document)
        let failure = S3Failure(error, bucket: "models")
        #expect(
            failure.reason == .elsewhere && failure.description.hasSuffix("add region=eu-west-3 to the store's URL"))
    }
}
