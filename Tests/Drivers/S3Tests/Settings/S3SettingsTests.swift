import HTTP
import Testing

@testable import S3

@Suite("A store is named by one URL") struct S3SettingsTests {
    @Test func `all of it`() throws {
        let settings = try S3Settings(
            "s3://models/apus/blobs?endpoint=https://store.example:9000&region=eu-central-1&style=host"
                + "&authorities=/etc/ca.pem&create=yes")
        #expect(settings.bucket == "models" && settings.prefix == "apus/blobs/" && settings.region == "eu-central-1")
        #expect("\(settings.endpoint)" == "https://store.example:9000/" && settings.style == .host)
        #expect(settings.authorities == "/etc/ca.pem" && settings.makesBucket)
        #expect(settings.bucketURL.host == "models.store.example:9000" && settings.bucketURL.path.isEmpty)
        #expect(settings.bucketURL.url.host == "models.store.example")
    }

    @Test func `as little as AWS needs`() throws {
        let settings = try S3Settings("s3://models", environment: ["AWS_REGION": "eu-west-1"])
        #expect("\(settings.endpoint)" == "https://s3.eu-west-1.amazonaws.com/" && settings.style == .host)
        #expect(settings.prefix.isEmpty && !settings.makesBucket)
        #expect(settings.bucketURL.host == "models.s3.eu-west-1.amazonaws.com")
        #expect(try S3Settings("s3://models").region == "us-east-1")
    }

    @Test func `a store of one's own has the bucket in the path`() throws {
        let settings = try S3Settings("s3://models/?endpoint=http%3A%2F%2F127.0.0.1%3A9000")
        #expect(settings.style == .path && settings.bucketURL.path == "/models")
        #expect(settings.bucketURL.host == "127.0.0.1:9000" && settings.prefix.isEmpty)
    }

    @Test(arguments: [
        ("", "must begin with s3://"), ("https://a.example/b", "must begin with s3://"),
        ("s3://", "no name of a bucket"),
        ("s3://Ab", "no name of a bucket"), ("s3://1.2.3.4", "no name of a bucket"),
        ("s3://-ab", "no name of a bucket"),
        ("s3://key:secret@models", "must not hold a key"), ("s3://models/a//b", "empty segment"),
        ("s3://models/a/../b", "empty segment"), ("s3://models/a b", "letters, digits and the marks"),
        ("s3://models?endpoint=ftp://x", "the endpoint 'ftp://x' cannot be used"),
        ("s3://models?endpoint=http://x/y", "must end after its host and port"),
        ("s3://models?regoin=a", "did you mean 'region'?"), ("s3://models?style=virtual", "style is path or host"),
        ("s3://models?create=1", "create is yes or no, not '1'"),
        ("s3://models?region=a/b", "may hold letters, digits and hyphens"), ("s3://models?region", "has no value"),
        ("s3://models?region=a&region=b", "'region' is stated twice"),
        ("s3://models?style=host&endpoint=http://127.0.0.1", "needs an endpoint with a name"),
        ("s3://a.b?style=host", "no certificate covers"),
    ])
    func `what is wrong is told`(text: String, problem: String) {
        let error = #expect(throws: S3SettingsError.self) { try S3Settings(text) }
        #expect(error?.problems.contains { $0.contains(problem) } == true, "\(error?.description ?? "")")
    }

    @Test func `all that is wrong is told at once`() {
        let error = #expect(throws: S3SettingsError.self) {
            try S3Settings("s3://B?endpoint=x&style=y&colour=red&region=%20")
        }
        #expect(error?.problems.count == 5, "\(error?.description ?? "")")
    }
}
