import Basics
import Sockets

extension TextForm where Value == HTTPURL {
    /// A server's URL, in settings and on the command line.
    package static var httpURL: Self {
        Self(
            expected: "a URL such as http://127.0.0.1:8000 or https://apus.example.org",
            parse: { text in try? HTTPURL(text) },
            show: { $0.description.hasSuffix("/") ? String($0.description.dropLast()) : $0.description })
    }
}

extension HTTPURL {
    /// The server on this machine that listens on `port`.
    package static func loopback(port: UInt16) -> HTTPURL {
        HTTPURL(origin: Origin(scheme: .http, host: .ip(.loopback), port: port), target: [UInt8(ascii: "/")])
    }
}
