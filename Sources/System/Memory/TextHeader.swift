import Synchronization

/// Where a text store keeps its memory.
///
/// Headers are never freed: the next store takes them over under the next generation. A view that outlives its store
/// therefore always finds a header, and sees by its generation that the memory is no longer its own.
@unsafe @usableFromInline struct TextHeader {
    @usableFromInline var bytes: UnsafeMutablePointer<UInt8>
    @usableFromInline var byteCount = 0
    /// Without the zeros behind the text.
    @usableFromInline var byteCapacity: Int
    @usableFromInline var words: UnsafeMutablePointer<UInt64>
    @usableFromInline var wordCount = 0
    @usableFromInline var wordCapacity: Int
    @usableFromInline var generation: UInt32 = 1
    /// Whether a cursor holds addresses into the memory, so that it must not move.
    @usableFromInline var isPinned = false
    let keys: KeyRecords
    /// The next one that no store uses.
    fileprivate var next: UnsafeMutablePointer<TextHeader>?

    /// So many bytes behind the text can be loaded: the first 16 of them are zero while a cursor is open.
    @usableFromInline static var padding: Int { 32 }
    /// Memory up to so many bytes stays with a store that is cleared or given back.
    static let kept = 1 << 16

    fileprivate init() {
        unsafe byteCapacity = 0
        unsafe wordCapacity = 0
        unsafe bytes = .allocate(capacity: 0)
        unsafe words = .allocate(capacity: 0)
        unsafe keys = KeyRecords()
        unsafe makeBytes(224)
        unsafe makeWords(64)
    }

    mutating func makeBytes(_ capacity: Int) {
        precondition(unsafe !isPinned, "a text must not grow under a cursor")
        let padding = unsafe Self.padding
        let bigger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + padding)
        let count = unsafe min(byteCount, capacity)
        unsafe bigger.update(from: bytes, count: count)
        unsafe (bigger + count).initialize(repeating: 0, count: capacity + padding - count)
        unsafe bytes.deallocate()
        unsafe (bytes, byteCapacity, byteCount) = (bigger, capacity, count)
    }

    mutating func makeWords(_ capacity: Int) {
        precondition(unsafe !isPinned, "words must not move under a cursor")
        let bigger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
        let count = unsafe min(wordCount, capacity)
        unsafe bigger.update(from: words, count: count)
        unsafe (bigger + count).initialize(repeating: 0, count: capacity - count)
        unsafe words.deallocate()
        unsafe (words, wordCapacity, wordCount) = (bigger, capacity, count)
    }

    /// Forgets the contents. What memory is far more than they needed is given back.
    mutating func clear() {
        let (bytesUsed, wordsUsed) = unsafe (byteCount, wordCount)
        unsafe byteCount = 0
        unsafe wordCount = 0
        if unsafe byteCapacity > Self.kept, unsafe bytesUsed < byteCapacity / 4 { unsafe makeBytes(Self.kept) }
        if unsafe wordCapacity > Self.kept / 8, unsafe wordsUsed < wordCapacity / 4 { unsafe makeWords(Self.kept / 8) }
    }

    /// Forgets the contents, and keeps a little memory for the next store.
    mutating func retire() {
        unsafe byteCount = 0
        unsafe wordCount = 0
        if unsafe byteCapacity > Self.kept { unsafe makeBytes(Self.kept) }
        if unsafe wordCapacity > Self.kept / 8 { unsafe makeWords(Self.kept / 8) }
    }
}

/// The headers that no store uses at the moment.
@safe struct TextHeaders: ~Copyable {
    /// The addresses in it are handed from thread to thread under the lock, each to one owner.
    @safe private struct Free: @unchecked Sendable {
        var first: UnsafeMutablePointer<TextHeader>?
    }

    static let shared = TextHeaders()
    private let free = Mutex(Free())

    func take() -> UnsafeMutablePointer<TextHeader> {
        let header = unsafe free.withLock { free in
            let header = unsafe free.first
            unsafe free.first = header?.pointee.next
            return unsafe header
        }
        if let header = unsafe header { return unsafe header }
        let made = UnsafeMutablePointer<TextHeader>.allocate(capacity: 1)
        unsafe made.initialize(to: TextHeader())
        return unsafe made
    }

    func put(_ header: UnsafeMutablePointer<TextHeader>) {
        precondition(unsafe !header.pointee.isPinned, "a text store must not end under its cursor")
        unsafe header.pointee.generation &+= 1
        unsafe header.pointee.retire()
        free.withLock { free in
            unsafe header.pointee.next = free.first
            unsafe free.first = header
        }
    }
}
