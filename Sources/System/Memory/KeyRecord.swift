/// What the memory of a text keeps for one type of coding keys: a container, what it is at work on, and the names of
/// the keys as bytes.
///
/// The standard library makes an object for each container, and looks up its type to make it, which costs more than to
/// read a small JSON object by it. So the object is kept, and handed out again once nobody holds it any more.
@unsafe @usableFromInline struct KeyRecord {
    /// The type of the keys, and in the lowest bit whether they are written.
    let type: UInt
    @usableFromInline let header: UnsafeMutablePointer<TextHeader>
    /// The container, which is one reference to an object of the library.
    @usableFromInline var container: AnyObject?
    @usableFromInline var copier: Unmanaged<ContainerCopier>?

    @usableFromInline var generation: UInt32 = 0
    @usableFromInline var place: UInt32 = 0
    @usableFromInline var number: UInt32 = 0

    /// So many names have a cell.
    @usableFromInline var cells = 0
    /// Cells of 32 bytes, each `,"name":`, and in its last byte the length of the name, or zero when it is not known.
    @usableFromInline var names: UnsafeMutablePointer<UInt8>

    init(_ type: UInt, _ header: UnsafeMutablePointer<TextHeader>) {
        unsafe self.type = type
        unsafe self.header = unsafe header
        unsafe names = .allocate(capacity: 0)
    }

    /// Whether nobody holds the container.
    var isFree: Bool {
        mutating get { unsafe container == nil || isKnownUniquelyReferenced(&container) }
    }

    /// Makes a cell for the key of that value.
    mutating func makeCell(_ value: Int) {
        guard unsafe value >= cells else { return }
        let count = max(8, (value + 1).nextPowerOf2)
        // A name may be loaded in steps that end behind its cell.
        let bigger = UnsafeMutablePointer<UInt8>.allocate(capacity: count * 32 + 16)
        unsafe bigger.update(from: names, count: cells * 32)
        unsafe (bigger + cells * 32).initialize(repeating: 0, count: (count - cells) * 32 + 16)
        unsafe names.deallocate()
        unsafe (names, cells) = (bigger, count)
    }
}

extension Int {
    fileprivate var nextPowerOf2: Int { 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}

/// The records of one text, which stay where they are; a type that finds no place has none.
@unsafe struct KeyRecords {
    private let places: UnsafeMutablePointer<UnsafeMutablePointer<KeyRecord>?>
    private static let count = 256
    private static let steps = 8

    init() {
        unsafe places = .allocate(capacity: Self.count)
        unsafe places.initialize(repeating: nil, count: Self.count)
    }

    func record(_ type: UInt, _ header: UnsafeMutablePointer<TextHeader>) -> UnsafeMutablePointer<KeyRecord>? {
        var place = Int(truncatingIfNeeded: type &>> 4 ^ type &>> 12 ^ type)
        for _ in unsafe 0..<Self.steps {
            unsafe place &= Self.count &- 1
            guard let record = unsafe places[place] else {
                let record = UnsafeMutablePointer<KeyRecord>.allocate(capacity: 1)
                unsafe record.initialize(to: KeyRecord(type, header))
                unsafe places[place] = record
                return unsafe record
            }
            if unsafe record.pointee.type == type { return unsafe record }
            place &+= 1
        }
        return nil
    }
}
