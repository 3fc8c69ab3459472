/// Why a text is not JSON, or why a document does not hold what was asked of it.
@usableFromInline package struct JSONError: Error, Equatable, Sendable {
    @usableFromInline package enum Reason: Equatable, Sendable {
        case unexpectedEnd, unexpectedByte(UInt8), controlCharacter, escape, surrogate, encoding, number
        case tooDeep, tooManyValues, tooLarge
        case duplicate
        case missing
        case mismatch(expected: String, found: String)
        case outOfRange(String)
        case notFinite
        /// A value's own type refuses it.
        case refused(String)
    }

    package var reason: Reason
    /// The place in the text, in bytes.
    package var offset: Int
    /// Where in the document: `metrics[3].key`; empty for the document as a whole.
    package var path: String

    package init(_ reason: Reason, at offset: Int = 0, path: String = "") {
        self.reason = reason
        self.offset = offset
        self.path = path
    }

    /// What is wrong, without the place.
    package var message: String {
        switch reason {
        case .unexpectedEnd: "the text ends too early"
        case .unexpectedByte(let byte): "unexpected \(Self.name(byte))"
        case .controlCharacter: "a control character in a string must be escaped"
        case .escape: "not an escape sequence of JSON"
        case .surrogate: "half of a surrogate pair"
        case .encoding: "not UTF-8"
        case .number: "not a number of JSON"
        case .tooDeep: "nested too deep"
        case .tooManyValues: "too many values"
        case .tooLarge: "the text is too large"
        case .duplicate: "given twice"
        case .missing: "is missing"
        case .mismatch(let expected, let found): "expected \(expected), found \(found)"
        case .outOfRange(let type): "out of the range of \(type)"
        case .notFinite: "NaN and infinity are not numbers of JSON"
        case .refused(let message): message
        }
    }

    private static func name(_ byte: UInt8) -> String {
        if byte > 0x20, byte < 0x7F { return "'\(Unicode.Scalar(byte))'" }
        let digits = String(byte, radix: 16, uppercase: true)
        return "byte 0x\(digits.count == 1 ? "0" : "")\(digits)"
    }
}

extension JSONError: CustomStringConvertible {
    @usableFromInline package var description: String {
        "\(path.isEmpty ? "" : path + ": ")\(message) (at byte \(offset))"
    }
}
