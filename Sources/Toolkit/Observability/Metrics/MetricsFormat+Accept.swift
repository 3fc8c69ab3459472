extension MetricsFormat {
    /// What a reader that sent this header gets: OpenMetrics when it is preferred or liked as well, else plain text.
    package init(accept: String) {
        var openMetrics = 0
        var plain = 0
        for piece in accept.lowercased().split(separator: ",") {
            let parts = piece.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let type = parts.first else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Self.weight($0.dropFirst(2)) } ?? 1000
            switch type {
            case "application/openmetrics-text": openMetrics = max(openMetrics, weight)
            case "text/plain", "text/*", "*/*": plain = max(plain, weight)
            default: break
            }
        }
        self = openMetrics > 0 && openMetrics >= plain ? .openMetrics : .prometheus
    }

    /// `0.75` in thousandths; zero for what is no weight (RFC 9110 §12.4.2).
    private static func weight(_ text: some StringProtocol) -> Int {
        let digits = Array(text.utf8)
        guard let whole = digits.first, whole == 0x30 || whole == 0x31, digits.count <= 5 else { return 0 }
        var value = Int(whole - 0x30)
        for place in 2..<5 {
            let digit = place < digits.count ? digits[place] : 0x30
            guard (0x30...0x39).contains(digit) else { return 0 }
            value = value * 10 + Int(digit - 0x30)
        }
        if digits.count > 1, digits[1] != UInt8(ascii: ".") { return 0 }
        return min(value, 1000)
    }
}
