import Basics
import HTTP

/// Where a store is and how it is spoken to, as one URL:
///
///     s3://bucket/prefix?endpoint=https://host:port&region=eu-central-1&style=path&create=yes
///
/// Without an endpoint it is AWS. The prefix, if there is one, stands before every key. Keys to sign with stand
/// elsewhere: see `CredentialSource`.
package struct S3Settings: Sendable, Equatable {
    /// Where the bucket's name stands in a request.
    package enum Style: String, Sendable, Equatable { case path, host }

    package let bucket: String
    /// Empty, or ended by a slash.
    package let prefix: String
    package let endpoint: HTTPURL
    package let region: String
    package let style: Style
    /// A PEM file with the only authorities to trust; `nil` trusts those of the machine.
    package let authorities: String?
    /// Whether a bucket that is not there is made.
    package let makesBucket: Bool

    /// What such a URL looks like.
    package static let form = "s3://bucket/prefix?endpoint=https://host:port&region=…&style=path|host"

    /// Where it is, for people.
    package var place: String { "s3://\(bucket)/\(prefix) at \(endpoint.origin)" }
}

/// Everything that is wrong with a text that should name a store.
package struct S3SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    package let problems: [String]

    package var description: String { problems.joined(separator: "; ") }
}

extension S3Settings {
    /// Reads the URL. `environment` has the region where the URL names none: `AWS_REGION`, or `AWS_DEFAULT_REGION`.
    package init(_ text: String, environment: [String: String] = [:]) throws(S3SettingsError) {
        var reader = S3SettingsReader(text)
        let (bucket, prefix) = reader.place()
        let region = reader.region(environment)
        let endpoint = reader.endpoint(region: region)
        let style = reader.style(hasEndpoint: endpoint.isNamed)
        let authorities = reader.take("authorities"), makesBucket = reader.makesBucket()
        reader.refuseRest()
        if style == .host, case .ip = endpoint.url?.origin.host {
            reader.problems.append("style=host needs an endpoint with a name: a bucket cannot stand before an address")
        }
        if style == .host, bucket.contains("."), endpoint.url?.scheme == .https {
            reader.problems.append("no certificate covers a bucket with a dot as a part of the host: add style=path")
        }
        guard reader.problems.isEmpty, let url = endpoint.url else {
            throw S3SettingsError(problems: reader.problems)
        }
        self.init(
            bucket: bucket, prefix: prefix, endpoint: url, region: region, style: style, authorities: authorities,
            makesBucket: makesBucket)
    }
}
