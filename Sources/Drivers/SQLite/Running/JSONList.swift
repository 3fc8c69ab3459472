import Basics
import Database
import Memory

/// Many values as a list in JSON, which the database reads with `json_each`.
enum JSONList {
    /// Refuses what JSON has no form for, and texts with a NUL, by the name of what they are a part of.
    static func text(_ array: SQLArray, _ name: () -> String) throws(DatabaseError) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "[")]
        for index in 0..<array.count {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            switch array[index] {
            case .null: text.append("null" as StaticString)
            case .boolean(let value): text.append(value ? UInt8(ascii: "1") : UInt8(ascii: "0"))
            case .integer(let value): text.append(contentsOf: String(value).utf8)
            case .instant(let value): text.append(contentsOf: String(value.milliseconds).utf8)
            case .real(let value): append(value, to: &text)
            case .text(let value): try append(value, to: &text, name)
            case .bytes, .array:
                throw DatabaseError(.invalid, "\(name()) is a list of bytes; it may have numbers, moments and texts.")
            }
        }
        text.append(UInt8(ascii: "]"))
        return text
    }

    /// The infinities are numbers beyond all others; NaN is stored as a text.
    private static func append(_ value: Double, to text: inout [UInt8]) {
        if value.isNaN {
            text.append("\"NaN\"" as StaticString)
        } else if value.isInfinite {
            text.append(value < 0 ? "-9e999" : "9e999")
        } else {
            text.append(contentsOf: String(value).utf8)
        }
    }

    /// Only quotes, backslashes and control characters must be escaped (RFC 8259 §7).
    private static func append(_ value: String, to text: inout [UInt8], _ name: () -> String) throws(DatabaseError) {
        text.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case 0:
                throw DatabaseError(
                    .invalid, "\(name()) has a text with a NUL character, which no text in a database may have.")
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case ..<0x20:
                text.append(byte < 0x10 ? "\\u000" : "\\u001")
                text.append(contentsOf: String(byte & 15, radix: 16).utf8)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
