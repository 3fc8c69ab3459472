/// What a test needs to speak to a real S3 server: where it listens, and a key that it takes.
package struct S3Account: Sendable {
    package let port: Int
    package let id: String
    package let secret: String
    package let region: String

    package var endpoint: String { "http://127.0.0.1:\(port)" }

    /// As the variables that AWS's tools read.
    package var environment: [String: String] {
        ["AWS_ACCESS_KEY_ID": id, "AWS_SECRET_ACCESS_KEY": secret, "AWS_DEFAULT_REGION": region]
    }
}
