/// Bytes sent to a server, and what must become of them.
struct RawCase: Sendable, CustomStringConvertible {
    /// The rule that the bytes keep or break.
    let rule: String
    let bytes: [UInt8]
    let expected: Expected

    enum Expected: Sendable, Equatable {
        /// One response with one of these statuses, then the end of the connection and nothing else.
        case refused(Set<Int>)
        /// One response; then either its connection ends, as it said, or the next request is answered in turn.
        case answered(Set<Int>)
        /// Responses with these statuses, in this order, the last of which may end the connection.
        case replies([Int])
        /// Not a word: more has to come.
        case waits
    }

    /// - Parameter text: each of its scalars is one byte, so that "\u{FF}" is a byte that is no UTF-8.
    init(_ rule: String, _ text: String, _ expected: Expected) {
        self.rule = rule
        self.bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        self.expected = expected
    }

    var description: String { rule }

    /// The method of its first request, as far as it has one.
    var method: String { String(decoding: bytes.prefix { $0 != 32 }, as: UTF8.self) }

    static let all =
        requestLines + methods + targets + hosts + fieldNames + fieldValues + lineEnds + lengths + codings
        + hiddenCodings + chunks + expectations + connections + pipelines + fragments + origins + limits
}

extension RawCase {
    static let host = "Host: localhost\r\n"
    static let end = "\r\n"
    /// What every server has: an answer that never changes, to anybody.
    static let path = "/health/live"
    static let get = "GET \(path) HTTP/1.1\r\n"
    static let post = "POST \(path) HTTP/1.1\r\n"

    /// What a server answers that understood a request, whatever it thinks of it.
    static let understood: Set = [200, 204, 401, 403, 404, 405, 411, 413, 415, 422]

    /// A GET with these field lines beside Host.
    static func get(_ rule: String, _ fields: String, _ expected: Expected) -> RawCase {
        RawCase(rule, get + host + fields + end, expected)
    }

    /// A POST with these field lines beside Host, and what follows its head.
    static func post(_ rule: String, _ fields: String, _ body: String, _ expected: Expected) -> RawCase {
        RawCase(rule, post + host + fields + end + body, expected)
    }

    static func line(_ rule: String, _ line: String, _ expected: Expected) -> RawCase {
        RawCase(rule, line + "\r\n" + host + end, expected)
    }
}
