import Memory

/// Whether a client wants gzip (RFC 9110 §12.5.3).
package enum AcceptEncoding {
    package static func wantsGzip(_ values: [ArraySlice<UInt8>]) -> Bool {
        var gzip: Int?
        var any: Int?
        var identity: Int?
        for value in values {
            let bytes = value.span
            var start = 0
            while start <= bytes.count {
                let end = bytes.firstIndex(of: 0x2C, from: start) ?? bytes.count
                let (name, quality) = item(bytes, start..<end)
                let coding = bytes.extracting(name)
                if coding.equalsFolded("gzip") || coding.equalsFolded("x-gzip") {
                    gzip = quality
                } else if coding.equalsFolded("identity") {
                    identity = quality
                } else if coding.equals("*") {
                    any = quality
                }
                start = end + 1
            }
        }
        let wanted = gzip ?? any ?? 0
        return wanted > 0 && wanted >= (identity ?? 0)
    }

    /// A coding and its quality in thousandths; a quality that is none is 0.
    private static func item(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (Range<Int>, Int) {
        var middle = range.lowerBound
        while middle < range.upperBound, bytes[middle] != 0x3B { middle += 1 }
        let name = bytes.trimmed(range.lowerBound..<middle)
        guard middle < range.upperBound else { return (name, 1000) }
        let weight = bytes.extracting(bytes.trimmed(middle + 1..<range.upperBound))
        guard weight.count > 2, weight.extracting(0..<2).equalsFolded("q=") else { return (name, 0) }
        return (name, quality(weight.extracting(2..<weight.count)))
    }

    private static func quality(_ text: Span<UInt8>) -> Int {
        guard text.count <= 5, text[0] == 0x30 || text[0] == 0x31, text.count == 1 || text[1] == 0x2E else { return 0 }
        var value = text[0] == 0x31 ? 1000 : 0
        var scale = 100
        for i in text.indices.dropFirst(2) {
            guard text[i].isDigit else { return 0 }
            value += Int(text[i] - 0x30) * scale
            scale /= 10
        }
        return min(value, 1000)
    }
}
