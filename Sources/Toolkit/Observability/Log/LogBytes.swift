/// Writes values into a line of the log.
///
/// Whatever a text holds, the line stays one line and moves no terminal: escaped are, beside quotes and backslashes,
/// all control characters (C0, delete, C1), the line and paragraph separators, and the marks that turn the direction
/// of writing.
enum LogBytes {
    /// Longer texts are cut; a log is no place for a body.
    static let longestText = 8 << 10

    static func append(_ text: String, to line: inout [UInt8]) {
        line.append(contentsOf: text.utf8)
    }

    /// Text as it stands between the quotes of a JSON string.
    static func append(escaping text: String, to line: inout [UInt8]) {
        if text.utf8.count <= longestText, isPlain(text) {
            line.append(contentsOf: text.utf8)
        } else {
            appendSlowly(text, to: &line)
        }
    }

    @inline(__always) private static func isPlain(_ text: String) -> Bool {
        for byte in text.utf8 where byte < 0x20 || byte >= 0x7F || byte == 0x22 || byte == 0x5C { return false }
        return true
    }

    private static func appendSlowly(_ text: String, to line: inout [UInt8]) {
        let end = line.count + longestText
        for scalar in text.unicodeScalars {
            if line.count >= end { return line.append(contentsOf: "…".utf8) }
            switch scalar {
            case "\"": line.append(contentsOf: #"\""#.utf8)
            case "\\": line.append(contentsOf: #"\\"#.utf8)
            case "\n": line.append(contentsOf: #"\n"#.utf8)
            case "\r": line.append(contentsOf: #"\r"#.utf8)
            case "\t": line.append(contentsOf: #"\t"#.utf8)
            case _ where isHarmful(scalar): appendEscape(scalar.value, to: &line)
            default: line.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
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
    private static func appendEscape(_ value: UInt32, to line: inout [UInt8]) {
        line.append(contentsOf: #"\u"#.utf8)
        for shift: UInt32 in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: value >> shift) & 15
            line.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    static func append(_ value: Int, to line: inout [UInt8]) {
        if value >= 0, value < 10 { return line.append(0x30 &+ UInt8(truncatingIfNeeded: value)) }
        if value < 0 { line.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = line.count
        repeat {
            line.append(0x30 &+ UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        line[start...].reverse()
    }

    /// At least `width` digits, with zeros in front.
    static func append(_ value: Int, width: Int, to line: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<max(1, width) { divisor *= 10 }
        while divisor > 0 {
            line.append(0x30 &+ UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    /// Milliseconds to the microsecond, such as `12.345`.
    static func append(milliseconds duration: Duration, to line: inout [UInt8]) {
        let (seconds, attoseconds) = duration.components
        let microseconds = max(0, seconds &* 1_000_000 &+ attoseconds / 1_000_000_000_000)
        append(Int(microseconds / 1000), to: &line)
        line.append(UInt8(ascii: "."))
        append(Int(microseconds % 1000), width: 3, to: &line)
    }

    static func append(value: LogValue, to line: inout [UInt8]) {
        switch value {
        case .text(let text):
            line.append(UInt8(ascii: "\""))
            append(escaping: text, to: &line)
            line.append(UInt8(ascii: "\""))
        case .integer(let number): append(number, to: &line)
        case .number(let number) where number.isFinite: line.append(contentsOf: number.description.utf8)
        // JSON has no such numbers.
        case .number(let number): line.append(contentsOf: "\"\(number.description)\"".utf8)
        case .boolean(let truth): append(truth ? "true" : "false", to: &line)
        }
    }
}
