import Memory

/// A name is given once in an object.
///
/// Up to sixteen names are compared with those before them, and only where a bit says that they may be equal; more are
/// put into a hash table when their object is closed. Either way the time is linear in the text.
extension Scanner {
    static var fewNames: Int { 16 }

    @inline(__always) mutating func checkName(_ text: inout TextCursor, _ slot: Int) throws(ScanFault) {
        let name = Slot(text[word: slot])
        let mask = name.count < 8 ? 1 &<< UInt64(truncatingIfNeeded: name.count &* 8) &- 1 : UInt64.max
        let word = text.word(at: name.offset) & mask ^ UInt64(truncatingIfNeeded: name.count)
        let bit = 1 &<< ((word &* 0x9E37_79B9_7F4A_7C15) &>> 58)
        if names & bit != 0, members < Self.fewNames { try compare(&text, slot) }
        names |= bit
    }

    /// Compares a name with each before it in the same object.
    @inline(never) private func compare(_ text: inout TextCursor, _ slot: Int) throws(ScanFault) {
        let name = Slot(text[word: slot])
        var other = open + 2
        while other < slot {
            let before = Slot(text[word: other])
            if before.count == name.count, text.isEqual(at: before.offset, to: name.offset, count: name.count) {
                throw text.duplicate(name)
            }
            other = text.slot(behind: other + 1)
        }
    }

    /// Finds equal names among the many of the innermost object. The table stands behind the document's slots and is
    /// taken away again, so nothing is allocated for it.
    @inline(never) func checkManyNames(_ text: inout TextCursor) throws(ScanFault) {
        let end = text.wordCount
        var size = 64
        while size < members * 2 { size *= 2 }
        for _ in 0..<size { text.append(word: 0) }
        defer { text.removeWords(from: end) }
        let seed = Self.seed
        var slot = open + 2
        while slot < end {
            let name = Slot(text[word: slot])
            let hash = text.hash(name, seed)
            var place = Int(truncatingIfNeeded: hash) & (size - 1)
            while true {
                let entry = text[word: end + place]
                if entry == 0 { break }
                if entry & ~0xFFFF_FFFF == hash & ~0xFFFF_FFFF {
                    let before = Slot(text[word: Int(entry & 0xFFFF_FFFF)])
                    if before.count == name.count, text.isEqual(at: before.offset, to: name.offset, count: name.count) {
                        throw text.duplicate(name)
                    }
                }
                place = (place + 1) & (size - 1)
            }
            text[word: end + place] = hash & ~0xFFFF_FFFF | UInt64(slot)
            slot = text.slot(behind: slot + 1)
        }
    }

    /// Nobody outside knows it, so nobody can choose names that fall into one place.
    private static let seed = UInt64.random(in: 0 ... .max)
}

extension TextCursor {
    /// The slot behind a value and all that stands in it.
    @inline(__always) func slot(behind slot: Int) -> Int {
        let value = Slot(self[word: slot])
        return value.isContainer ? value.offset : slot &+ 1
    }

    fileprivate mutating func duplicate(_ name: Slot) -> ScanFault {
        back(to: name.offset)
        return .duplicate
    }

    /// Folds the bytes of a name, eight at a time, by multiplication to 128 bits.
    fileprivate func hash(_ name: Slot, _ seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: name.count)
        var offset = name.offset
        var left = name.count
        while left > 0 {
            let mask = left < 8 ? 1 &<< UInt64(truncatingIfNeeded: left &* 8) &- 1 : UInt64.max
            let wide = (hash ^ word(at: offset) & mask).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            hash = wide.high ^ wide.low ^ seed
            offset &+= 8
            left &-= 8
        }
        return hash
    }
}
