/// Writes the few documents that are sent to a store.
enum XMLText {
    /// Text as it may stand between two tags. A carriage return by number, for a reader would make a line feed of it.
    static func escape(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            case 0x0D: result += "&#13;".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func element(_ name: String, _ content: String) -> String { "<\(name)>\(content)</\(name)>" }
}

extension XMLText {
    /// A whole document, in the name space of S3.
    static func document(_ name: String, _ content: String) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<\(name) xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(content)</\(name)>"
    }
}
