import Basics

/// What a statement does to the transaction that it is run in.
enum TransactionControl: Equatable, Sendable {
    case none
    case begin
    case commit
    case rollback
    case savepoint(String)
    case release(String)
    case rollbackTo(String)

    /// Reads the first words of a statement, whatever their case (sqlite.org/lang_transaction.html).
    init(_ text: [UInt8]) {
        var words = Words(text)
        switch words.next() {
        case "BEGIN": self = .begin
        case "COMMIT", "END": self = .commit
        case "SAVEPOINT": self = .savepoint(words.next())
        case "RELEASE":
            let word = words.next()
            self = .release(word == "SAVEPOINT" ? words.next() : word)
        case "ROLLBACK":
            var word = words.next()
            if word == "TRANSACTION" { word = words.next() }
            guard word == "TO" else {
                self = .rollback
                return
            }
            word = words.next()
            self = .rollbackTo(word == "SAVEPOINT" ? words.next() : word)
        default: self = .none
        }
    }
}

/// The words of a statement in capitals, without spaces, comments and quotes.
private struct Words {
    private var rest: ArraySlice<UInt8>

    init(_ text: [UInt8]) { rest = text[...] }

    /// The next word; empty at the end.
    mutating func next() -> String {
        skip()
        guard let first = rest.first else { return "" }
        let closing: UInt8? =
            switch first {
            case UInt8(ascii: "\""), UInt8(ascii: "`"): first
            case UInt8(ascii: "["): UInt8(ascii: "]")
            default: nil
            }
        if let closing {
            let word = rest.dropFirst().prefix { $0 != closing }
            rest = rest.dropFirst(word.count + 2)
            return String(decoding: word, as: UTF8.self).uppercased()
        }
        let word = rest.prefix(while: \.isOfWord)
        rest = rest.dropFirst(max(1, word.count))
        return String(decoding: word, as: UTF8.self).uppercased()
    }

    private mutating func skip() {
        while let first = rest.first {
            if first <= 0x20 {
                rest = rest.dropFirst()
            } else if rest.starts(with: "--".utf8) {
                rest = rest.drop { $0 != 0x0A }
            } else if rest.starts(with: "/*".utf8) {
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
                rest = rest.dropFirst(2)
            } else {
                return
            }
        }
    }
}

extension UInt8 {
    /// Letters, digits, and what the language takes for letters.
    fileprivate var isOfWord: Bool {
        isASCIIDigit || (0x61...0x7A).contains(self | 0x20) || self >= 0x80
            || self == UInt8(ascii: "_") || self == UInt8(ascii: "$")
    }
}
