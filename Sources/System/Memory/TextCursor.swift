/// A place in a text that is being read, with the words that are written about it.
///
/// Zeros stand behind the text, and the cursor moves on only over bytes that are not zero: so it cannot leave the text,
/// and needs to look for the end only where it meets a zero. It is handed out by `TextView.read` alone and lives no
/// longer than that; the text cannot grow meanwhile.
@usableFromInline @safe package struct TextCursor: ~Copyable {
    @usableFromInline var place: UnsafeMutablePointer<UInt8>
    @usableFromInline let start: UnsafeMutablePointer<UInt8>
    @usableFromInline let end: UnsafeMutablePointer<UInt8>
    @usableFromInline var words: UnsafeMutablePointer<UInt64>
    @usableFromInline var count: Int
    @usableFromInline var capacity: Int

    @usableFromInline init(_ header: UnsafeMutablePointer<TextHeader>, at offset: Int) {
        unsafe start = header.pointee.bytes
        unsafe end = header.pointee.bytes + header.pointee.byteCount
        unsafe place = header.pointee.bytes + offset
        unsafe words = header.pointee.words
        unsafe count = header.pointee.wordCount
        unsafe capacity = header.pointee.wordCapacity
    }

    // MARK: The text

    @inlinable package var offset: Int { @inline(__always) get { unsafe place - start } }
    @inlinable package var isAtEnd: Bool { @inline(__always) get { unsafe place == end } }
    /// The byte at the place, or zero behind the text.
    @inlinable package var byte: UInt8 { @inline(__always) get { unsafe place.pointee } }
    /// The byte `distance` behind the place, up to 15, or zero behind the text.
    @inlinable @inline(__always) package func byte(ahead distance: Int) -> UInt8 {
        precondition(UInt(bitPattern: distance) < 16)
        return unsafe place[distance]
    }
    /// Eight bytes from the place on, the first one lowest; zeros from behind the text.
    @inlinable package var word: UInt64 {
        @inline(__always) get { unsafe UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self)) }
    }

    /// Moves over one byte, unless the place is at the end.
    @inlinable @inline(__always) package mutating func skip() {
        precondition(unsafe place.pointee != 0 || place != end)
        unsafe place += 1
    }
    /// Moves over `count` bytes, which must be in the text.
    @inlinable @inline(__always) package mutating func skip(_ count: Int) {
        precondition(unsafe UInt(bitPattern: count) <= UInt(bitPattern: end - place))
        unsafe place += count
    }
    /// Moves back to a place that was passed.
    @inlinable @inline(__always) package mutating func back(to offset: Int) {
        precondition(unsafe UInt(bitPattern: offset) <= UInt(bitPattern: place - start))
        unsafe place = start + offset
    }
    /// Moves over spaces, tabs, carriage returns and line feeds; returns the byte behind them.
    @inlinable @inline(__always) package mutating func skipSpace() -> UInt8 {
        var byte = unsafe place.pointee
        while byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            unsafe place += 1
            byte = unsafe place.pointee
        }
        return byte
    }
    @inlinable @inline(__always) package mutating func skipDigits() {
        while unsafe place.pointee &- 0x30 < 10 { unsafe place += 1 }
    }
    /// Moves over printable ASCII up to a quote, a backslash, a control character or a byte beyond ASCII.
    @inlinable @inline(__always) package mutating func skipPlain() {
        while true {
            let special = TextBytes.special(word)
            if special == 0 {
                unsafe place += 8
                continue
            }
            unsafe place += special.trailingZeroBitCount &>> 3
            return
        }
    }

    /// Eight bytes from any place in the text on.
    @inlinable @inline(__always) package func word(at offset: Int) -> UInt64 {
        precondition(unsafe UInt(bitPattern: offset) <= UInt(bitPattern: end - start))
        return unsafe UInt64(littleEndian: UnsafeRawPointer(start + offset).loadUnaligned(as: UInt64.self))
    }
    /// Whether two parts of the text that were passed are the same bytes.
    @inlinable @inline(__always) package func isEqual(at first: Int, to second: Int, count: Int) -> Bool {
        let passed = unsafe place - start
        precondition(
            count >= 0 && count <= passed && UInt(bitPattern: first) <= UInt(bitPattern: passed - count)
                && UInt(bitPattern: second) <= UInt(bitPattern: passed - count))
        return unsafe TextView.same(start + first, start + second, count)
    }
    /// Writes over a byte that was passed.
    @inlinable @inline(__always) package mutating func put(_ byte: UInt8, at offset: Int) {
        precondition(unsafe UInt(bitPattern: offset) < UInt(bitPattern: place - start))
        unsafe start[offset] = byte
    }

    /// Moves passed bytes towards the front, over other passed bytes.
    @inlinable package mutating func move(from source: Int, to target: Int, count: Int) {
        let passed = unsafe place - start
        precondition(
            count >= 0 && count <= passed && UInt(bitPattern: source) <= UInt(bitPattern: passed - count)
                && UInt(bitPattern: target) <= UInt(bitPattern: source))
        unsafe (start + target).update(from: start + source, count: count)
    }

    // MARK: The words

    @inlinable package var wordCount: Int { @inline(__always) get { count } }
    @inlinable @inline(__always) package mutating func append(word: UInt64) {
        if count == capacity { growWords() }
        unsafe words[count] = word
        count &+= 1
    }
    @inlinable package subscript(word i: Int) -> UInt64 {
        @inline(__always) get {
            precondition(UInt(bitPattern: i) < UInt(bitPattern: count))
            return unsafe words[i]
        }
        @inline(__always) set {
            precondition(UInt(bitPattern: i) < UInt(bitPattern: count))
            unsafe words[i] = newValue
        }
    }
    /// Forgets the words from a place on.
    @inlinable package mutating func removeWords(from wordCount: Int) {
        precondition(UInt(bitPattern: wordCount) <= UInt(bitPattern: count))
        count = wordCount
    }
    @inline(never) @usableFromInline mutating func growWords() {
        let bigger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2)
        unsafe bigger.initialize(from: words, count: count)
        unsafe (bigger + count).initialize(repeating: 0, count: capacity * 2 - count)
        unsafe words.deallocate()
        unsafe words = bigger
        capacity *= 2
    }
}

extension TextView {
    /// Reads the text with a cursor, from `offset` on.
    @inlinable package func read<Result, Failure: Error>(
        from offset: Int, _ body: (inout TextCursor) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let own = unsafe own
        precondition(unsafe UInt(bitPattern: offset) <= UInt(bitPattern: own.pointee.byteCount))
        precondition(unsafe !own.pointee.isPinned, "one cursor at a time")
        // The padding is always there (`makeBytes`); a shorter text may have left bytes in it.
        let tail = unsafe UnsafeMutableRawPointer(own.pointee.bytes + own.pointee.byteCount)
        unsafe tail.storeBytes(of: 0, as: UInt64.self)
        unsafe tail.storeBytes(of: 0, toByteOffset: 8, as: UInt64.self)
        unsafe own.pointee.isPinned = true
        var cursor = unsafe TextCursor(own, at: offset)
        defer {
            unsafe (own.pointee.words, own.pointee.wordCount) = unsafe (cursor.words, cursor.count)
            unsafe own.pointee.wordCapacity = cursor.capacity
            unsafe own.pointee.isPinned = false
        }
        return try body(&cursor)
    }
}
