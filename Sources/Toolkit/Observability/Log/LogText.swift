import Machine

/// A text that many lines of the log hold: escaped once for all of them.
@usableFromInline package struct LogText: Sendable {
    let escaped: [UInt8]
    /// Whether it reads well without quotes.
    let isWord: Bool

    package init(_ text: String) {
        var line = LineBuffer()
        LogBytes.append(escaping: text, to: &line)
        escaped = line.bytes
        isWord = LogLine.isWord(text)
    }

    var isEmpty: Bool { escaped.isEmpty }
}

extension LogText: ExpressibleByStringLiteral {
    @usableFromInline package init(stringLiteral text: String) { self.init(text) }
}
