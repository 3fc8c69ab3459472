import Memory

/// What is wrong at the place where the cursor stands: a byte, so that it can be thrown in a register.
enum ScanFault: UInt8, Error {
    case unexpected, controlCharacter, escape, surrogate, encoding, number, tooDeep, tooManyValues, duplicate
}

extension TextCursor {
    /// The fault in full: what it is, where in the text, and where in the document.
    @inline(never) func error(_ fault: ScanFault, _ scanner: Scanner) -> JSONError {
        JSONError(reason(fault), at: offset, path: path(scanner))
    }

    private func reason(_ fault: ScanFault) -> JSONError.Reason {
        switch fault {
        case .surrogate: .surrogate
        case .tooDeep: .tooDeep
        case .tooManyValues: .tooManyValues
        case .duplicate: .duplicate
        case _ where isAtEnd: .unexpectedEnd
        case .unexpected: .unexpectedByte(byte)
        case .controlCharacter: .controlCharacter
        case .escape: .escape
        case .encoding: .encoding
        case .number: .number
        }
    }

    /// The way to the place, through the containers that are still open.
    private func path(_ scanner: Scanner) -> String {
        var steps: [Node.Step] = []
        var (open, members) = (scanner.open, scanner.members)
        var end = wordCount
        while open != 0 {
            let slot = Slot(self[word: open])
            if slot.kind == .array {
                steps.append(.element(members))
            } else if let name = lastName(in: open, before: end) {
                steps.append(.name(text(name)))
            }
            end = open
            open = slot.offset
            if open != 0 { members = Slot(self[word: open]).count }
        }
        return Node.path(steps.reversed())
    }

    /// The name in an open object whose value stands last before a slot, or the one at the place itself.
    private func lastName(in object: Int, before end: Int) -> Slot? {
        var name: Slot?
        var i = object + 2
        while i < end {
            let next = Slot(self[word: i])
            name = next
            guard i + 1 < end, next.offset != offset else { break }
            i = slot(behind: i + 1)
        }
        return name
    }

    private func text(_ slot: Slot) -> String {
        var bytes: [UInt8] = []
        for i in 0..<min(slot.count, 200) { bytes.append(UInt8(truncatingIfNeeded: word(at: slot.offset + i))) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
