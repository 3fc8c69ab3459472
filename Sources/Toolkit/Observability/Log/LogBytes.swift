import Machine

/// Writes values into a line of the log.
///
/// Whatever a text holds, the line stays one line and moves no terminal: escaped are, beside quotes and backslashes,
/// all control characters (C0, delete, C1), the line and paragraph separators, and the marks that turn the direction
/// of writing.
enum LogBytes {
    /// Longer texts are cut; a log is no place for a body.
    static let longestText = 8 << 10

    /// Text as it stands between the quotes of a JSON string.
    static func append(escaping text: String, to line: inout LineBuffer) {
        if text.utf8.count <= longestText, line.append(ifPlain: text.utf8.span) { return }
        appendSlowly(text, to: &line)
    }

    /// The same of text in UTF-8; what is none in it is replaced.
    static func append(escaping text: ArraySlice<UInt8>, to line: inout LineBuffer) {
        if text.count <= longestText, line.append(ifPlain: text.span) { return }
        appendSlowly(String(decoding: text, as: UTF8.self), to: &line)
    }

    private static func appendSlowly(_ text: String, to line: inout LineBuffer) {
        let end = line.count + longestText
        for scalar in text.unicodeScalars {
            if line.count >= end { return line.append("…" as StaticString) }
            switch scalar {
            case "\"": line.append(#"\""# as StaticString)
            case "\\": line.append(#"\\"# as StaticString)
            case "\n": line.append(#"\n"# as StaticString)
            case "\r": line.append(#"\r"# as StaticString)
            case "\t": line.append(#"\t"# as StaticString)
            case _ where isHarmful(scalar): appendEscape(scalar.value, to: &line)
            default: for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { line.append(byte) }
            }
        }
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        case 0xFFF9...0xFFFB: true
        default: false
        }
    }

    /// `\u001b`; every harmful scalar lies in the basic plane.
    private static func appendEscape(_ value: UInt32, to line: inout LineBuffer) {
        line.append(#"\u"# as StaticString)
        for shift: UInt32 in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: value >> shift) & 15
            line.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    /// Milliseconds to the microsecond, such as `12.345`.
    static func append(milliseconds nanoseconds: Int64, to line: inout LineBuffer) {
        let microseconds = Int(max(0, nanoseconds) / 1000)
        line.append(decimal: microseconds / 1000)
        line.append(UInt8(ascii: "."))
        line.append(microseconds % 1000, width: 3)
    }

    static func append(value: LogValue, to line: inout LineBuffer) {
        switch value {
        case .text(let text):
            line.append(UInt8(ascii: "\""))
            append(escaping: text, to: &line)
            line.append(UInt8(ascii: "\""))
        case .integer(let number): line.append(decimal: number)
        case .number(let number) where number.isFinite: line.append(number.description)
        // JSON has no such numbers.
        case .number(let number): line.append("\"\(number.description)\"")
        case .boolean(let truth): line.append((truth ? "true" : "false") as StaticString)
        }
    }
}
