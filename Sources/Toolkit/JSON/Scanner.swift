import Memory

/// Reads a text once, strictly by RFC 8259, and writes down a slot for each name and value.
///
/// It does not recurse: the open containers are chained through their own slots, each holding the slot of the container
/// around it until it is closed. Strings are unescaped in place, so that a slot's bytes are the string.
struct Scanner {
    let depthLimit: Int
    var valuesLeft: Int
    /// The slot of the innermost open container; 0 when there is none.
    var open = 0
    var isObject = false
    /// The values that the innermost open container holds so far.
    var members = 0
    /// A bit for each name of it, by hash.
    var names: UInt64 = 0
    var depth = 0

    init(_ limits: JSONLimits) {
        depthLimit = limits.depth
        valuesLeft = limits.values
    }

    mutating func document(_ text: inout TextCursor) throws(ScanFault) {
        var byte = text.skipSpace()
        while true {
            guard valuesLeft > 0 else { throw .tooManyValues }
            valuesLeft &-= 1
            if byte == UInt8(ascii: "\"") {
                try string(&text)
            } else if byte &- 0x30 < 10 || byte == UInt8(ascii: "-") {
                try number(&text, byte)
            } else if byte == UInt8(ascii: "{") {
                try enter(&text, .object)
                byte = text.skipSpace()
                if byte != UInt8(ascii: "}") {
                    byte = try name(&text, byte)
                    continue
                }
                text.skip()
                try leave(&text)
            } else if byte == UInt8(ascii: "[") {
                try enter(&text, .array)
                byte = text.skipSpace()
                if byte != UInt8(ascii: "]") { continue }
                text.skip()
                try leave(&text)
            } else {
                try literal(&text, byte)
            }
            guard try next(&text, &byte) else { return }
        }
    }

    /// Goes on behind a value; answers whether another one follows, and its first byte.
    @_transparent mutating func next(_ text: inout TextCursor, _ byte: inout UInt8) throws(ScanFault) -> Bool {
        while open != 0 {
            members &+= 1
            byte = text.skipSpace()
            if byte == UInt8(ascii: ",") {
                text.skip()
                byte = text.skipSpace()
                if isObject { byte = try name(&text, byte) }
                return true
            }
            guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw .unexpected }
            text.skip()
            try leave(&text)
        }
        _ = text.skipSpace()
        guard text.isAtEnd else { throw .unexpected }
        return false
    }

    @inline(__always) mutating func enter(_ text: inout TextCursor, _ kind: Slot.Kind) throws(ScanFault) {
        guard depth < depthLimit else { throw .tooDeep }
        depth &+= 1
        text.skip()
        if open != 0 {
            let around = Slot(text[word: open])
            text[word: open] = Slot(around.kind, at: around.offset, count: members).bits
            if isObject { text[word: open &+ 1] = names }
        }
        let slot = text.wordCount
        text.append(word: Slot(kind, at: open, count: 0).bits)
        isObject = kind == .object
        if isObject { text.append(word: 0) }
        open = slot
        members = 0
        names = 0
    }

    @inline(__always) mutating func leave(_ text: inout TextCursor) throws(ScanFault) {
        depth &-= 1
        let around = Slot(text[word: open]).offset
        if isObject {
            if members > Self.fewNames { try checkManyNames(&text) }
            text[word: open &+ 1] = UInt64(truncatingIfNeeded: open &+ 2)
        }
        text[word: open] = Slot(isObject ? .object : .array, at: text.wordCount, count: members).bits
        open = around
        guard around != 0 else { return }
        let slot = Slot(text[word: around])
        members = slot.count
        isObject = slot.kind == .object
        if isObject { names = text[word: around &+ 1] }
    }

    /// Reads a name and its colon; answers the first byte of the value.
    @_transparent mutating func name(_ text: inout TextCursor, _ byte: UInt8) throws(ScanFault) -> UInt8 {
        guard byte == UInt8(ascii: "\"") else { throw .unexpected }
        let slot = text.wordCount
        try string(&text)
        try checkName(&text, slot)
        if text.byte != UInt8(ascii: ":") {
            guard text.skipSpace() == UInt8(ascii: ":") else { throw .unexpected }
        }
        text.skip()
        return text.skipSpace()
    }

    @inline(__always) func literal(_ text: inout TextCursor, _ byte: UInt8) throws(ScanFault) {
        let word = text.word
        let offset = text.offset
        if word & 0xFFFF_FFFF == 0x6C6C_756E {
            text.append(word: Slot(.null, at: offset, count: 4).bits)
            text.skip(4)
        } else if word & 0xFFFF_FFFF == 0x6575_7274 {
            text.append(word: Slot(.yes, at: offset, count: 4).bits)
            text.skip(4)
        } else if word & 0xFF_FFFF_FFFF == 0x65_736C_6166 {
            text.append(word: Slot(.no, at: offset, count: 5).bits)
            text.skip(5)
        } else {
            throw text.wrongLiteral()
        }
    }

    @_transparent func number(_ text: inout TextCursor, _ first: UInt8) throws(ScanFault) {
        let offset = text.offset
        var kind = Slot.Kind.integer
        text.skip()
        var digit = first
        if first == UInt8(ascii: "-") {
            digit = text.byte
            try text.digit()
        }
        if digit != UInt8(ascii: "0") { text.skipDigits() }
        if text.byte == UInt8(ascii: ".") {
            kind = .number
            text.skip()
            try text.digit()
            text.skipDigits()
        }
        if text.byte | 0x20 == UInt8(ascii: "e") {
            kind = .number
            text.skip()
            if text.byte == UInt8(ascii: "+") || text.byte == UInt8(ascii: "-") { text.skip() }
            try text.digit()
            text.skipDigits()
        }
        text.append(word: Slot(kind, at: offset, count: text.offset &- offset).bits)
    }
}

extension TextCursor {
    /// What begins like a literal and ends too early, or is none.
    @inline(never) mutating func wrongLiteral() -> ScanFault {
        let literals: [[UInt8]] = [Array("null".utf8), Array("true".utf8), Array("false".utf8)]
        for literal in literals where literal.first == byte {
            for expected in literal {
                guard byte == expected else { break }
                skip()
            }
        }
        return .unexpected
    }

    /// Moves over one digit, which must be there.
    @inline(__always) mutating func digit() throws(ScanFault) {
        guard byte &- 0x30 < 10 else { throw .number }
        skip()
    }
}
