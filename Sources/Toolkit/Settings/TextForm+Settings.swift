import Basics
import Sockets

extension TextForm where Value == Secret {
    package static var secret: Self {
        Self(expected: "a secret", isSecret: true, parse: { Secret($0) }, show: { _ in "***" })
    }
}

extension TextForm where Value == Address {
    /// Where to listen.
    package static var address: Self {
        Self(
            expected: "an address such as 127.0.0.1:8000, [::1]:8000, *:8000 (all), or unix:/path/to/socket",
            parse: { text in try? Address(text) }, show: \.description)
    }
}

extension TextForm where Value == ServiceURL {
    /// A URL of one of these schemes that names a host, such as `https://apus.example.org`.
    package static func url(_ schemes: [String], example: String) -> Self {
        let starts = schemes.map { "\($0)://" }.joined(separator: " or ")
        return Self(
            expected: "a URL that starts with \(starts), such as \(example)",
            parse: { text in
                ServiceURL(text).flatMap { schemes.contains($0.scheme) && !$0.host.isEmpty ? $0 : nil }
            },
            show: \.description)
    }
}
