import Basics
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import S3

@Suite("Keys come from where AWS's tools look") struct CredentialSourceTests {
    func source(_ environment: [String: String]) -> CredentialSource {
        CredentialSource(environment: environment, region: "eu-west-1")
    }

    @Test func `the environment's key comes first`() {
        let names = [
            "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token",
            "AWS_PROFILE": "x", "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "HOME": "/h",
        ]
        guard case .fixed(let key) = source(names) else {
            Issue.record("not the key")
            return
        }
        #expect(key == AccessKey(id: "id", secret: .init("secret"), token: .init("token")))
    }

    @Test func `then a web identity, with the region's own service`() {
        guard
            case .webIdentity(let identity) = source([
                "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn", "HOME": "/h",
            ])
        else {
            Issue.record("no web identity")
            return
        }
        #expect(identity.endpoint == "https://sts.eu-west-1.amazonaws.com" && identity.session == "apus")
    }

    @Test func `then a profile of the shared file`() {
        guard case .file(let path, let profile) = source(["HOME": "/h", "AWS_PROFILE": "p", "AWS_ACCESS_KEY_ID": ""])
        else {
            Issue.record("no file")
            return
        }
        #expect(path == "/h/.aws/credentials" && profile == "p")
    }

    @Test(arguments: [
        ([:], "has none of AWS_ACCESS_KEY_ID"), (["AWS_ACCESS_KEY_ID": "a", "HOME": "/h"], "no AWS_SECRET_ACCESS_KEY"),
        (["AWS_SECRET_ACCESS_KEY": "a"], "no AWS_ACCESS_KEY_ID"),
        (["AWS_WEB_IDENTITY_TOKEN_FILE": "a"], "no AWS_ROLE_ARN"),
    ])
    func `what is missing is told`(environment: [String: String], problem: String) async {
        let keeper = CredentialKeeper(source(environment), http: HTTPClient())
        let failure = await #expect(throws: CredentialFailure.self) { try await keeper.key() }
        #expect(failure?.description.contains(problem) == true)
    }
}

@Suite("The shared file of keys") struct CredentialsFileTests {
    static let file = """
        # mine
        [default]
        aws_access_key_id = A
        aws_secret_access_key=a/b+c=
        ; another
        [ other ]
        AWS_Access_Key_ID=B
        aws_secret_access_key = b
        aws_session_token = t
        [half]
        aws_access_key_id = C
        """

    @Test func `has profiles`() throws {
        let file = CredentialsFile(Self.file)
        #expect(try file.key(of: "default") == AccessKey(id: "A", secret: .init("a/b+c=")))
        #expect(try file.key(of: "other") == AccessKey(id: "B", secret: .init("b"), token: .init("t")))
    }

    @Test(arguments: [
        ("none", "it has no profile [none], only [default], [half], [other]"),
        ("half", "its profile [half] has no aws_secret_access_key"),
    ])
    func `says what it lacks`(profile: String, problem: String) {
        let failure = #expect(throws: CredentialFailure.self) { try CredentialsFile(Self.file).key(of: profile) }
        #expect(failure?.description == problem)
    }

    static func text(_ id: String) -> String { "[default]\naws_access_key_id=\(id)\naws_secret_access_key=s\n" }

    @Test func `is read again when its time has come, and at once when the key was refused`() async throws {
        let folder = try TemporaryFolder(), time = TestTime()
        let path = try folder.write(Self.text("A"), to: "credentials")
        let keeper = CredentialKeeper(.file(path: path, profile: "default"), http: HTTPClient(), now: { time.now })
        #expect(try await keeper.key().id == "A")
        try folder.write(Self.text("B"), to: "credentials")
        #expect(try await keeper.key().id == "A")
        time.pass(.seconds(6))
        #expect(try await keeper.key().id == "B")
        try folder.write(Self.text("C"), to: "credentials")
        keeper.refused(try await keeper.key())
        #expect(try await keeper.key().id == "C")
    }

    @Test func `that cannot be read keeps the key it gave, and is named when it never gave one`() async throws {
        let folder = try TemporaryFolder(), time = TestTime()
        let path = try folder.write(Self.text("A"), to: "credentials")
        let keeper = CredentialKeeper(.file(path: path, profile: "default"), http: HTTPClient(), now: { time.now })
        #expect(try await keeper.key().id == "A")
        try folder.write("", to: "credentials")
        time.pass(.seconds(60))
        #expect(try await keeper.key().id == "A")
        let missing = CredentialKeeper(.file(path: "/none", profile: "p"), http: HTTPClient())
        let failure = await #expect(throws: CredentialFailure.self) { try await missing.key() }
        #expect(
            failure?.description
                == "the profile [p] of /none cannot be used: /none cannot be read: there is no such file")
    }
}

/// A clock that a test sets.
final class TestTime: Sendable {
    private let time = Mutex(Instant(milliseconds: 1_800_000_000_000))

    var now: Instant { time.withLock { $0 } }

    func pass(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// There is no service here that lends keys, hence one within the test that speaks as AWS's does.
@Suite("Keys that are borrowed for a token", .timeLimit(.minutes(1))) struct WebIdentityTests {
    /// Lends keys with numbers, each for an hour by the test's clock; or refuses.
    final class Lender: Sendable {
        struct State {
            var count = 0
            var refuses = false
            var bodies: [String] = []
        }

        let state = Mutex(State())
        let time = TestTime()

        func answer(_ body: String) -> Response {
            let (number, refuses) = state.withLock { state in
                state.bodies.append(body)
                if !state.refuses { state.count += 1 }
                return (state.count, state.refuses)
            }
            guard !refuses else {
                let text = "<ErrorResponse><Error><Code>ExpiredTokenException</Code></Error></ErrorResponse>"
                return Response(Status(400), "text/xml", Array(text.utf8))
            }
            let text = """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>K\(number)</AccessKeyId>
                <SecretAccessKey>s</SecretAccessKey><SessionToken>t\(number)</SessionToken>
                <Expiration>\(time.now + .seconds(3600))</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """
            return Response(.ok, "text/xml", Array(text.utf8))
        }
    }

    let lender = Lender()
    let folder: TemporaryFolder
    let server: LocalServer
    let keeper: CredentialKeeper

    init() throws {
        let lender = lender
        folder = try TemporaryFolder()
        try folder.write("token 1\n", to: "token")
        server = try LocalServer { request in
            lender.answer(String(decoding: try await request.body.collect(upTo: 1 << 16), as: UTF8.self))
        }
        let identity = WebIdentity(
            tokenFile: folder.path("token"), role: "arn:aws:iam::1:role/x", session: "apus",
            endpoint: "http://127.0.0.1:\(server.port)")
        keeper = CredentialKeeper(.webIdentity(identity), http: HTTPClient(), now: { lender.time.now })
    }

    @Test func `are asked for with the token in the file`() async throws {
        let key = try await keeper.key()
        #expect(key.id == "K1" && key.token == .init("t1") && key.expires == lender.time.now + .seconds(3600))
        #expect(
            lender.state.withLock { $0.bodies } == [
                "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx"
                    + "&RoleSessionName=apus&WebIdentityToken=token1"
            ])
    }

    @Test func `are borrowed once, however many ask`() async throws {
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { [keeper] in try await keeper.key().id } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids == ["K1"] && lender.state.withLock { $0.count } == 1)
    }

    @Test func `are renewed before they expire, with the token as it is then`() async throws {
        #expect(try await keeper.key().id == "K1")
        try folder.write("token2", to: "token")
        lender.time.pass(.seconds(3200))
        #expect(try await keeper.key().id == "K1")
        lender.time.pass(.seconds(200))
        #expect(try await keeper.key().id == "K2")
        #expect(lender.state.withLock { $0.bodies.last }?.hasSuffix("WebIdentityToken=token2") == true)
    }

    @Test func `serve on when they cannot be renewed, as long as they are valid`() async throws {
        #expect(try await keeper.key().id == "K1")
        lender.state.withLock { $0.refuses = true }
        lender.time.pass(.seconds(3590))
        #expect(try await keeper.key().id == "K1")
        lender.time.pass(.seconds(20))
        let failure = await #expect(throws: CredentialFailure.self) { try await keeper.key() }
        #expect(failure?.description.hasSuffix("answered 400 ExpiredTokenException") == true)
        lender.state.withLock { $0.refuses = false }
        #expect(try await keeper.key().id == "K2")
    }
}
