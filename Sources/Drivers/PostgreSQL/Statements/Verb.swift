import Memory

/// What a statement begins with, as far as a connection must know it.
enum Verb: Sendable {
    case begin, commit, rollback
    /// What changes rows or reads them, within or outside of a transaction.
    case ordinary
    /// `SAVEPOINT`, `RELEASE`, and `ROLLBACK TO`.
    case savepoint
    /// What may change more than rows: definitions, and the settings of the connection.
    case other

    init(_ text: [UInt8]) {
        let text = text.span
        var at = text.skipComments(from: 0)
        switch Self.known[text.nextWord(&at)] ?? .other {
        case .rollback:
            // ROLLBACK [WORK | TRANSACTION] TO …
            let second = text.nextWord(&at), third = text.nextWord(&at)
            self = second == Self.to || third == Self.to ? .savepoint : .rollback
        case .ordinary: self = text.callsWhatOutlasts() ? .other : .ordinary
        case let verb: self = verb
        }
    }

    private static let to = word("to")

    private static let known: [UInt64: Verb] = {
        var known: [UInt64: Verb] = [:]
        for name in ["begin", "start"] { known[word(name)] = .begin }
        for name in ["commit", "end"] { known[word(name)] = .commit }
        for name in ["rollback", "abort"] { known[word(name)] = .rollback }
        for name in ["savepoint", "release"] { known[word(name)] = .savepoint }
        let ordinary = [
            "select", "insert", "update", "delete", "with", "values", "table", "merge", "explain", "lock", "fetch",
            "close", "declare", "notify", "copy",
        ]
        for name in ordinary { known[word(name)] = .ordinary }
        return known
    }()

    private static func word(_ name: String) -> UInt64 {
        var at = 0
        return Array(name.utf8).span.nextWord(&at)
    }
}

extension Span<UInt8> {
    /// The first eight letters of the word that begins at the next letter, as one number; 0 when there is none.
    fileprivate func nextWord(_ at: inout Int) -> UInt64 {
        while at < count, self[at] <= 0x20 { at += 1 }
        var word: UInt64 = 0
        while at < count, (0x61...0x7A).contains(self[at] | 0x20) {
            if word >> 56 == 0 { word = word << 8 | UInt64(self[at] | 0x20) }
            at += 1
        }
        return word
    }

    /// The first place that is neither space nor in a comment nor an opening parenthesis.
    fileprivate func skipComments(from start: Int) -> Int {
        var at = start
        while at < count {
            let next = at + 1 < count ? self[at + 1] : 0
            switch (self[at], next) {
            case (0...0x20, _), (UInt8(ascii: "("), _): at += 1
            case (UInt8(ascii: "-"), UInt8(ascii: "-")): while at < count, self[at] != 0x0A { at += 1 }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                at += 2
                while at < count, !holds("*/", at: at) { at += 1 }
                at += 2
            default: return at
            }
        }
        return at
    }

    /// Whether a function is named that changes what outlasts the transaction, or a cursor that does.
    fileprivate func callsWhatOutlasts() -> Bool {
        for at in 0..<count {
            switch self[at] | 0x20 {
            case UInt8(ascii: "s") where holds("set_config", at: at): return true
            case UInt8(ascii: "p") where holds("pg_advisory_lock", at: at) || holds("pg_try_advisory_lock", at: at):
                return true
            case UInt8(ascii: "h") where holds("hold for", at: at): return true
            default: continue
            }
        }
        return false
    }

    /// Whether a text in lower case stands at a place, in whatever case.
    private func holds(_ word: StaticString, at start: Int) -> Bool {
        guard count - start >= word.utf8CodeUnitCount else { return false }
        for offset in 0..<word.utf8CodeUnitCount where (self[start + offset] | 0x20) != (word[offset] | 0x20) {
            return false
        }
        return true
    }
}
