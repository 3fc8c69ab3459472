import Memory

/// The part of a target that a request asks for (RFC 9110 §14).
package enum ByteRange: Sendable, Equatable {
    /// No range, one of another unit, or several: the answer is the whole.
    case whole
    case part(Range<Int>)
    /// 416: it is no range, or lies outside.
    case unsatisfiable

    /// Reads the value of `Range` for a target of that size.
    package init(_ value: Span<UInt8>, size: Int) {
        let unit = "bytes=" as StaticString
        guard value.count >= 6, value.extracting(0..<6).equalsFolded(unit) else {
            self = .whole
            return
        }
        let set = value.extracting(6..<value.count)
        // Several ranges would cost more than they save; the whole is a right answer to them.
        if set.firstIndex(of: 0x2C, from: 0) != nil {
            self = .whole
            return
        }
        self = Self.single(set, size: size).map(ByteRange.part) ?? .unsatisfiable
    }

    private static func single(_ text: Span<UInt8>, size: Int) -> Range<Int>? {
        guard let dash = text.firstIndex(of: 0x2D, from: 0) else { return nil }
        let last = dash + 1 < text.count ? number(text, dash + 1..<text.count) : nil
        if dash == 0 {
            guard let last, last > 0, size > 0 else { return nil }
            return max(0, size - last)..<size
        }
        guard let first = number(text, 0..<dash), first < size else { return nil }
        guard dash + 1 < text.count else { return first..<size }
        guard let last, last >= first else { return nil }
        return first..<min(last, size - 1) + 1
    }

    /// A number of any length; what is too large for a size is the largest there is.
    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var value = 0
        for i in range {
            guard text[i].isDigit else { return nil }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(Int(text[i] - 0x30))
            value = overflows || carries ? .max : sum
        }
        return value
    }
}

extension ByteRange {
    /// The range that a request asks for, if it still holds for this state (`If-Range`, RFC 9110 §13.1.5).
    init(_ request: Request, size: Int, _ state: Validator?) {
        guard request.method == .get, request.head.facts.contains(.range) else {
            self = .whole
            return
        }
        let values = request.headers("range")
        guard values.count == 1 else {
            self = .whole
            return
        }
        if let condition = request.header("if-range"), !Self.holds(condition.span, state) {
            self = .whole
            return
        }
        let value = values[0]
        self.init(value.span, size: size)
    }

    private static func holds(_ condition: Span<UInt8>, _ state: Validator?) -> Bool {
        var end = 0
        if let tag = EntityTag(condition, &end) {
            guard end == condition.count, let current = state?.entityTag else { return false }
            return tag.equalsStrongly(current)
        }
        guard let modified = state?.modified, let date = HTTPDate.seconds(condition) else { return false }
        return date == modified
    }
}
