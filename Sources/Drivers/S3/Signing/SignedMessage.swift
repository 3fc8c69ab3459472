import HTTP

/// The parts of a request that a signature covers, each as it travels.
struct SignedMessage: Sendable {
    struct Field: Sendable, Equatable {
        /// In lower case.
        let name: String
        let value: String
    }

    struct Parameter: Sendable, Equatable {
        let name: String
        let value: String
    }

    var method: Method
    /// Percent-encoded, with its leading slash.
    var path: String
    var query: [Parameter] = []
    /// Among them `host`.
    var fields: [Field]

    /// The query as it is signed and as it travels: every part encoded, sorted by its bytes.
    var encodedQuery: String {
        query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
            .sorted { Self.precedes($0.0, $1.0) || $0.0 == $1.0 && Self.precedes($0.1, $1.1) }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// Path and query, as the request line has them.
    var target: String { query.isEmpty ? path : "\(path)?\(encodedQuery)" }

    /// Strings compare by Unicode's rules, signatures by bytes.
    static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
