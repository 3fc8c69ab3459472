/// What a request asks for: the methods this server knows (RFC 9110 §9, RFC 5789).
@usableFromInline package enum Method: UInt8, Sendable, CaseIterable {
    case get, head, post, put, patch, delete, options

    /// The token on the wire.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        }
    }

    /// Whether it asks for no change (RFC 9110 §9.2.1). The list names what is safe: a method not on it is not.
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options: true
        case .post, .put, .patch, .delete: false
        }
    }

    /// Reads a token, which is case-sensitive; `nil` for a method that is not known.
    package init?(_ token: Span<UInt8>) {
        let found: Method? =
            switch token.count {
            case 3: token.equals("GET") ? .get : token.equals("PUT") ? .put : nil
            case 4: token.equals("POST") ? .post : token.equals("HEAD") ? .head : nil
            case 5: token.equals("PATCH") ? .patch : nil
            case 6: token.equals("DELETE") ? .delete : nil
            case 7: token.equals("OPTIONS") ? .options : nil
            default: nil
            }
        guard let found else { return nil }
        self = found
    }
}

/// Some of the methods.
@usableFromInline package struct MethodSet: OptionSet, Sendable, Hashable {
    @usableFromInline package let rawValue: UInt8
    @usableFromInline package init(rawValue: UInt8) { self.rawValue = rawValue }
    package init(_ method: Method) { rawValue = 1 << method.rawValue }

    package static let all = MethodSet(rawValue: 0x7F)

    package func contains(_ method: Method) -> Bool { rawValue & 1 << method.rawValue != 0 }

    /// As the field `Allow` lists them.
    package var list: String {
        Method.allCases.filter(contains).map { "\($0.name)" }.joined(separator: ", ")
    }
}
