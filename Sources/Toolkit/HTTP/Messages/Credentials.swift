import Basics
import Crypto
import Memory

/// What a request says of who makes it: the value of its field `Authorization` (RFC 9110 §11.6.2). Reading it is no
/// check of who that is.
package enum Credentials: Sendable {
    /// A name and a password, in UTF-8 and without control characters (RFC 7617). Either may be empty. They are kept
    /// as they were sent: compare them by their bytes, for Swift takes `é` and `e` with an accent for the same.
    case basic(user: String, password: Secret)
    /// A token (RFC 6750 §2.1).
    case bearer(Secret)

    /// Reads the value of the field. It is refused unless all of it is understood, in one way.
    package init(_ value: ArraySlice<UInt8>) throws(CredentialsFault) {
        let scheme = value.prefix { $0.isToken }
        let rest = value[scheme.endIndex...]
        let text = rest.drop { $0 == 0x20 }
        guard scheme.span.equalsFolded("basic") || scheme.span.equalsFolded("bearer") else { throw .otherScheme }
        guard text.startIndex > rest.startIndex, !text.isEmpty else { throw .nothing }
        self = try scheme.count == 5 ? Self.basic(text) : Self.bearer(text)
    }

    private static func basic(_ text: ArraySlice<UInt8>) throws(CredentialsFault) -> Credentials {
        guard let bytes = Base64.decode(text) else { throw .notBase64 }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter }
        guard let colon = bytes.firstIndex(of: 0x3A) else { throw .noColon }
        guard let user = String(validating: bytes[..<colon], as: UTF8.self),
            let password = String(validating: bytes[(colon + 1)...], as: UTF8.self)
        else { throw .notUTF8 }
        return .basic(user: user, password: Secret(password))
    }

    private static func bearer(_ text: ArraySlice<UInt8>) throws(CredentialsFault) -> Credentials {
        let padding = text.reversed().prefix { $0 == 0x3D }.count
        let token = text.dropLast(padding)
        guard !token.isEmpty, token.allSatisfy(\.isToken68) else { throw .notAToken }
        return .bearer(Secret(String(decoding: text, as: UTF8.self)))
    }
}

/// Why credentials cannot be read. It never says what they were.
package enum CredentialsFault: Error, Sendable, Equatable, CaseIterable {
    case severalFields, otherScheme, nothing, notBase64, controlCharacter, noColon, notUTF8, notAToken
}

extension CredentialsFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .severalFields: "There must be one field Authorization, not several."
        case .otherScheme: "The field Authorization must begin with Basic or Bearer."
        case .nothing: "The field Authorization must have one word after its scheme."
        case .notBase64: "After Basic there must be base64, with its padding."
        case .controlCharacter: "A name and its password must have no control characters."
        case .noColon: "A name and its password must have a colon between them."
        case .notUTF8: "A name and its password must be UTF-8."
        case .notAToken: "A token must be letters, digits and - . _ ~ + /, with = at its end alone."
        }
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible {
    /// The scheme, and nothing of what was sent.
    package var description: String {
        switch self {
        case .basic: "Basic ***"
        case .bearer: "Bearer ***"
        }
    }

    package var debugDescription: String { description }
}

extension Request {
    /// What it says of who makes it; `nil` when it says nothing.
    package var credentials: Credentials? {
        get throws(CredentialsFault) {
            let values = headers("authorization")
            guard let value = values.first else { return nil }
            guard values.count == 1 else { throw .severalFields }
            return try Credentials(value)
        }
    }
}

extension UInt8 {
    /// A byte of a token68 (RFC 9110 §11.2), but for the padding.
    fileprivate var isToken68: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2B, 0x2F: true
        default: false
        }
    }
}
