/// A text, and words that describe it, in memory that is used again: what has grown once allocates nothing any more.
///
/// The store ends what it owns. Its view can be copied anywhere; using it when the store has ended stops the process
/// instead of reading what belongs to another.
@usableFromInline @safe package struct TextStore: ~Copyable, @unchecked Sendable {
    // Sendable, because the memory has one owner at a time and views are not Sendable.
    @usableFromInline package let view: TextView

    package init() {
        unsafe view = TextView(TextHeaders.shared.take())
    }
    deinit { unsafe TextHeaders.shared.put(view.header) }
}

/// A copyable way to the memory of a text store.
@usableFromInline @safe package struct TextView {
    @usableFromInline let header: UnsafeMutablePointer<TextHeader>
    @usableFromInline let generation: UInt32

    init(_ header: UnsafeMutablePointer<TextHeader>) {
        unsafe self.header = unsafe header
        unsafe generation = header.pointee.generation
    }
    @inlinable @inline(__always) init(_ header: UnsafeMutablePointer<TextHeader>, _ generation: UInt32) {
        unsafe self.header = unsafe header
        self.generation = generation
    }

    /// The header, if it still belongs to this view.
    @inlinable @inline(__always) var own: UnsafeMutablePointer<TextHeader> {
        precondition(unsafe header.pointee.generation == generation, "the text store of this view has ended")
        return unsafe header
    }

    /// Forgets the text and the words.
    package func clear() {
        precondition(unsafe !own.pointee.isPinned, "a text must not be cleared under a cursor")
        unsafe own.pointee.clear()
    }

    @inlinable package var byteCount: Int { unsafe own.pointee.byteCount }
    @inlinable package var wordCount: Int { unsafe own.pointee.wordCount }

    /// The word at a place below `wordCount`.
    ///
    /// Reading one looks at the bounds alone, which the header of an ended store has as well; whose the words are is
    /// seen when text is read by them.
    @inlinable package subscript(word i: Int) -> UInt64 {
        @inline(__always) get {
            precondition(unsafe UInt(bitPattern: i) < UInt(bitPattern: header.pointee.wordCount))
            return unsafe header.pointee.words[i]
        }
        @inline(__always) nonmutating set {
            let own = unsafe own
            precondition(unsafe UInt(bitPattern: i) < UInt(bitPattern: own.pointee.wordCount))
            unsafe own.pointee.words[i] = newValue
        }
    }

    @inlinable package func append(word: UInt64) {
        let own = unsafe own
        if unsafe own.pointee.wordCount == own.pointee.wordCapacity { growWords() }
        unsafe own.pointee.words[own.pointee.wordCount] = word
        unsafe own.pointee.wordCount &+= 1
    }
    @inline(never) @usableFromInline func growWords() {
        unsafe header.pointee.makeWords(max(64, header.pointee.wordCapacity * 2))
    }

    /// Takes the last word away.
    @inlinable package func removeLastWord() -> UInt64 {
        let own = unsafe own
        precondition(unsafe own.pointee.wordCount > 0)
        unsafe own.pointee.wordCount &-= 1
        return unsafe own.pointee.words[own.pointee.wordCount]
    }

    /// Forgets the words.
    package func removeWords() { unsafe own.pointee.wordCount = 0 }
}
