/// A number of bytes.
package struct ByteCount: Sendable, Hashable, Comparable {
    package let bytes: Int

    package init(_ bytes: Int) { self.bytes = bytes }

    package static func kibibytes(_ count: Int) -> ByteCount { ByteCount(count << 10) }
    package static func mebibytes(_ count: Int) -> ByteCount { ByteCount(count << 20) }
    package static func gibibytes(_ count: Int) -> ByteCount { ByteCount(count << 30) }

    package static func < (a: ByteCount, b: ByteCount) -> Bool { a.bytes < b.bytes }
}

extension ByteCount {
    /// A size as people write it: a whole number of bytes, or one with a unit, `64KiB`, `1MiB`, `5GiB`, `2TiB` (powers
    /// of 1024) or `10kB`, `1MB`, `5GB`, `2TB` (powers of 1000), one space between allowed.
    package init?(spelled text: String) {
        let digits = text.utf8.prefix { $0.isASCIIDigit }
        guard let number = Int(asciiDigits: digits) else { return nil }
        var letters = text.utf8.dropFirst(digits.count)
        if letters.first == UInt8(ascii: " "), letters.count > 1 { letters = letters.dropFirst() }
        guard let unit = Self.units.first(where: { $0.name.utf8.elementsEqual(letters) }) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
        guard !overflow else { return nil }
        self.init(bytes)
    }

    /// The spelling that reads back as the same size, with the largest unit that divides it: `1MiB`, `1500`.
    package var spelled: String {
        let unit = Self.units.last { bytes != 0 && $0.name.hasSuffix("iB") && bytes.isMultiple(of: $0.bytes) }
        return unit.map { "\(bytes / $0.bytes)\($0.name)" } ?? "\(bytes)"
    }

    private static let units: [(name: String, bytes: Int)] = [
        ("", 1), ("B", 1), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
    ]
}

extension ByteCount {
    /// About so many, with the largest unit that leaves a whole number: `12 GiB`.
    package var inWords: String {
        let unit = Self.units.last { $0.name.hasSuffix("iB") && bytes >= $0.bytes }
        return unit.map { "\(bytes / $0.bytes) \($0.name)" } ?? "\(bytes) bytes"
    }
}
