extension Duration {
    /// Whole milliseconds, cut towards zero and at the ends of `Int64`.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// A duration as people write it: whole numbers with a unit, `250ms`, `30s`, `5m`, `2h`, `7d`, or several in
    /// falling order, `1h30m`. A bare number is refused, except `0`: nobody knows what it counts.
    package init?(spelled text: String) {
        if text == "0" {
            self = .zero
            return
        }
        var rest = Array(text.utf8)[...]
        var total: Int64 = 0
        var smaller = Self.units[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCIIDigit }
            let letters = rest.dropFirst(digits.count).prefix { !$0.isASCIIDigit }
            rest = rest.dropFirst(digits.count + letters.count)
            guard let number = Int64(asciiDigits: digits),
                let unit = smaller.firstIndex(where: { $0.name.utf8.elementsEqual(letters) })
            else { return nil }
            let (part, overflow) = number.multipliedReportingOverflow(by: smaller[unit].milliseconds)
            let (sum, carried) = total.addingReportingOverflow(part)
            guard !overflow, !carried else { return nil }
            total = sum
            smaller = smaller[(unit + 1)...]
        }
        self = .milliseconds(total)
    }

    /// The spelling that reads back as the same duration, to the millisecond: ninety seconds are `1m30s`.
    package var spelled: String {
        var rest = Swift.max(0, wholeMilliseconds)
        var text = ""
        for unit in Self.units where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text.isEmpty ? "0" : text
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
}

extension Duration {
    /// Milliseconds with their fraction.
    package var inMilliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }
}
