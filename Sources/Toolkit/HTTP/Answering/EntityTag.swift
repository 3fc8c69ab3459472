/// A name of one state of a target, as `ETag`, `If-Match` and `If-None-Match` carry it (RFC 9110 §8.8.3).
package struct EntityTag: Sendable, Equatable {
    /// Without the quotes.
    package var text: [UInt8]
    package var isWeak: Bool

    package init(_ text: String, isWeak: Bool = false) {
        self.text = Array(text.utf8)
        self.isWeak = isWeak
    }

    /// Reads one tag that stands at `start`; moves `start` behind it.
    init?(_ bytes: Span<UInt8>, _ start: inout Int) {
        var i = start
        isWeak = i + 1 < bytes.count && bytes[i] == 0x57 && bytes[i + 1] == 0x2F
        if isWeak { i += 2 }
        guard i < bytes.count, bytes[i] == 0x22 else { return nil }
        i += 1
        text = []
        while i < bytes.count, bytes[i] != 0x22 {
            guard bytes[i] > 0x20, bytes[i] != 0x7F else { return nil }
            text.append(bytes[i])
            i += 1
        }
        guard i < bytes.count else { return nil }
        start = i + 1
    }

    /// Whether both name the same bytes.
    func equalsStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && text == other.text }

    /// Whether what they name means the same.
    func equalsWeakly(_ other: EntityTag) -> Bool { text == other.text }
}

/// The value of `If-Match` or `If-None-Match`.
package enum EntityTagList: Sendable, Equatable {
    case any
    case tags([EntityTag])

    /// Several fields read as one list. What is no tag names no state: it matches nothing, which is the safe side of
    /// both fields.
    package init(_ values: [ArraySlice<UInt8>]) {
        if values.count == 1, values[0].elementsEqual([0x2A]) {
            self = .any
            return
        }
        var tags: [EntityTag] = []
        for value in values {
            let bytes = value.span
            var i = 0
            while i < bytes.count {
                if bytes[i] == 0x2C || bytes[i].isBlank {
                    i += 1
                } else if let tag = EntityTag(bytes, &i) {
                    tags.append(tag)
                } else {
                    while i < bytes.count, bytes[i] != 0x2C { i += 1 }
                }
            }
        }
        self = .tags(tags)
    }
}
