import Basics

/// The file that AWS's tools share: profiles in brackets, and in each `name = value` lines.
///
///     [default]
///     aws_access_key_id = …
///     aws_secret_access_key = …
///     aws_session_token = …
///
/// Lines that begin with `#` or `;` are comments. Of a name that stands twice the last value counts, as it does there.
struct CredentialsFile {
    private var profiles: [String: [String: String]] = [:]

    init(_ text: String) {
        var profile: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let line = Self.trimmed(line)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                let name = Self.trimmed(line.dropFirst().dropLast())
                profile = name
                profiles[name] = profiles[name] ?? [:]
            } else if let profile, let mark = line.firstIndex(of: "=") {
                let name = Self.trimmed(line[..<mark]).lowercased()
                profiles[profile, default: [:]][name] = Self.trimmed(line[line.index(after: mark)...])
            }
        }
    }

    /// The key of a profile.
    ///
    /// - Throws: what is missing.
    func key(of name: String) throws(CredentialFailure) -> AccessKey {
        guard let profile = profiles[name] else {
            let names = profiles.keys.sorted().map { "[\($0)]" }.joined(separator: ", ")
            throw CredentialFailure("it has no profile [\(name)]\(names.isEmpty ? "" : ", only \(names)")")
        }
        guard let id = profile["aws_access_key_id"], !id.isEmpty else {
            throw CredentialFailure("its profile [\(name)] has no aws_access_key_id")
        }
        guard let secret = profile["aws_secret_access_key"], !secret.isEmpty else {
            throw CredentialFailure("its profile [\(name)] has no aws_secret_access_key")
        }
        let token = profile["aws_session_token"].flatMap { $0.isEmpty ? nil : Secret($0) }
        return AccessKey(id: id, secret: Secret(secret), token: token)
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

/// Why a source has no key, as the end of a sentence.
struct CredentialFailure: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
