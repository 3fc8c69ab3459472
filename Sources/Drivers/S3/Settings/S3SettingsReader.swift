import Basics
import HTTP

/// Reads the parts of a store's URL, and goes on after what is wrong, so that all of it is told at once.
struct S3SettingsReader {
    var problems: [String] = []
    private let location: Substring
    private var parameters: [(name: String, value: String)] = []

    init(_ text: String) {
        let scheme = "s3://"
        guard text.lowercased().hasPrefix(scheme) else {
            location = ""
            problems = ["it must begin with s3://, as in \(S3Settings.form)"]
            return
        }
        let rest = text.dropFirst(scheme.count)
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        location = parts.first ?? ""
        if parts.count == 2 { read(query: parts[1]) }
    }

    private mutating func read(query: Substring) {
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, let value = PercentEncoding.decode(pair[1]), !value.isEmpty else {
                problems.append("'\(pair.first ?? "")' has no value: write name=value")
                continue
            }
            if parameters.contains(where: { $0.name == pair[0] }) { problems.append("'\(pair[0])' is stated twice") }
            parameters.append((pair[0], value))
        }
    }

    mutating func take(_ name: String) -> String? {
        guard let index = parameters.firstIndex(where: { $0.name == name }) else { return nil }
        return parameters.remove(at: index).value
    }

    /// What nobody took is a slip of the hand.
    mutating func refuseRest() {
        let known = ["endpoint", "region", "style", "authorities", "create"]
        for name in Set(parameters.map(\.name)).subtracting(known).sorted() {
            let meant = Suggestion.nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
            problems.append("'\(name)' is not known: there are \(known.joined(separator: ", "))\(meant)")
        }
    }

    // MARK: Parts

    mutating func place() -> (bucket: String, prefix: String) {
        guard !location.isEmpty || problems.isEmpty else { return ("", "") }
        let parts = location.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let bucket = String(parts.first ?? ""), prefix = parts.count == 2 ? String(parts[1]) : ""
        if bucket.contains("@") {
            problems.append("it must not hold a key: that belongs into the environment or a credentials file")
        } else if !Self.isBucket(bucket) {
            problems.append(
                "'\(bucket)' is no name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens, "
                    + "begun and ended by a letter or digit")
        }
        if let fault = Self.fault(ofPrefix: prefix) { problems.append("the prefix '\(prefix)' \(fault)") }
        return (bucket, prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/")
    }

    /// AWS, "Bucket naming rules".
    private static func isBucket(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (3...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
        let isAlphanumeric = { (byte: UInt8) in byte.isASCIIDigit || (0x61...0x7A).contains(byte) }
        return isAlphanumeric(first) && isAlphanumeric(last) && !name.contains("..")
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            && !bytes.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
    }

    /// The same rule as for keys, of which it becomes a part.
    private static func fault(ofPrefix prefix: String) -> String? {
        if prefix.isEmpty { return nil }
        let isAllowed = { (byte: UInt8) in byte.isASCIIDigit || byte.isASCIILetter || "/_.=-".utf8.contains(byte) }
        guard prefix.utf8.allSatisfy(isAllowed) else { return "may hold letters, digits and the marks /_.=- only" }
        guard prefix.utf8.count <= 255 else { return "is longer than 255 bytes" }
        var segments = prefix.split(separator: "/", omittingEmptySubsequences: false)
        if segments.last == "" { segments.removeLast() }
        let isSound = segments.allSatisfy { !["", ".", ".."].contains($0) }
        return isSound ? nil : "has an empty segment, or one that is . or .."
    }

    mutating func region(_ environment: [String: String]) -> String {
        let named = take("region") ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? ""
        let region = named.isEmpty ? "us-east-1" : named
        let isAllowed = { (byte: UInt8) in byte.isASCIIDigit || byte.isASCIILetter || "-_".utf8.contains(byte) }
        if !region.utf8.allSatisfy(isAllowed) || region.utf8.count > 64 {
            problems.append("the region '\(region)' may hold letters, digits and hyphens only, as eu-central-1 does")
        }
        return region
    }

    mutating func endpoint(region: String) -> (url: HTTPURL?, isNamed: Bool) {
        let named = take("endpoint")
        do throws(HTTPURLError) {
            let url = try HTTPURL(named ?? "https://s3.\(region).amazonaws.com")
            if url.target != [UInt8(ascii: "/")] {
                problems.append("the endpoint must end after its host and port")
            }
            return (url, named != nil)
        } catch {
            problems.append("the endpoint '\(named ?? "")' cannot be used: \(error)")
            return (nil, named != nil)
        }
    }

    /// AWS wants the bucket in the host; stores of one's own seldom have a name for each bucket.
    mutating func style(hasEndpoint: Bool) -> S3Settings.Style {
        guard let text = take("style") else { return hasEndpoint ? .path : .host }
        guard let style = S3Settings.Style(rawValue: text) else {
            problems.append("style is path or host, not '\(text)'")
            return .path
        }
        return style
    }

    mutating func makesBucket() -> Bool {
        let text = take("create") ?? "no"
        if !["yes", "no"].contains(text) { problems.append("create is yes or no, not '\(text)'") }
        return text == "yes"
    }
}

extension S3Settings {
    /// The URL of the bucket itself, and how the Host field and the path begin.
    var bucketURL: (url: HTTPURL, host: String, path: String) {
        let authority = String(decoding: endpoint.authority, as: UTF8.self)
        guard style == .host, let url = try? HTTPURL("\(scheme)://\(bucket).\(authority)/") else {
            return (endpoint, authority, "/\(bucket)")
        }
        return (url, "\(bucket).\(authority)", "")
    }

    private var scheme: String { endpoint.scheme == .https ? "https" : "http" }
}
