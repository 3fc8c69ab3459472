import Basics

/// Where a key comes from.
enum CredentialSource: Sendable {
    /// Handed over as it is.
    case fixed(AccessKey)
    case file(path: String, profile: String)
    case webIdentity(WebIdentity)
    /// None was named: what was looked for, and where.
    case missing(String)

    /// The source that an environment names, in the order of AWS's tools: a key, a web identity, a profile of the
    /// shared file. The first that is named counts, even when it is incomplete: another in its place would be somebody
    /// else's.
    init(environment: [String: String], region: String) {
        let names = environment.filter { !$0.value.isEmpty }
        if names["AWS_ACCESS_KEY_ID"] != nil || names["AWS_SECRET_ACCESS_KEY"] != nil {
            self = Self.key(names)
        } else if let file = names["AWS_WEB_IDENTITY_TOKEN_FILE"] {
            self = Self.webIdentity(names, file, region)
        } else if let path = Self.sharedFile(names) {
            self = .file(path: path, profile: names["AWS_PROFILE"] ?? "default")
        } else {
            self = .missing(
                "the environment has none of AWS_ACCESS_KEY_ID, AWS_WEB_IDENTITY_TOKEN_FILE, "
                    + "AWS_SHARED_CREDENTIALS_FILE and HOME")
        }
    }

    private static func key(_ names: [String: String]) -> CredentialSource {
        guard let id = names["AWS_ACCESS_KEY_ID"] else {
            return .missing("the environment has AWS_SECRET_ACCESS_KEY but no AWS_ACCESS_KEY_ID")
        }
        guard let secret = names["AWS_SECRET_ACCESS_KEY"] else {
            return .missing("the environment has AWS_ACCESS_KEY_ID but no AWS_SECRET_ACCESS_KEY")
        }
        return .fixed(AccessKey(id: id, secret: Secret(secret), token: names["AWS_SESSION_TOKEN"].map(Secret.init)))
    }

    private static func webIdentity(_ names: [String: String], _ file: String, _ region: String) -> CredentialSource {
        guard let role = names["AWS_ROLE_ARN"] else {
            return .missing("the environment has AWS_WEB_IDENTITY_TOKEN_FILE but no AWS_ROLE_ARN")
        }
        return .webIdentity(
            WebIdentity(
                tokenFile: file, role: role, session: names["AWS_ROLE_SESSION_NAME"] ?? "apus",
                endpoint: names["AWS_ENDPOINT_URL_STS"] ?? "https://sts.\(region).amazonaws.com"))
    }

    private static func sharedFile(_ names: [String: String]) -> String? {
        names["AWS_SHARED_CREDENTIALS_FILE"] ?? names["HOME"].map { "\($0)/.aws/credentials" }
    }

    /// How errors name it.
    var name: String {
        switch self {
        case .fixed: "the key in the environment"
        case .file(let path, let profile): "the profile [\(profile)] of \(path)"
        case .webIdentity(let identity): "the web identity in \(identity.tokenFile)"
        case .missing: "credentials"
        }
    }
}
