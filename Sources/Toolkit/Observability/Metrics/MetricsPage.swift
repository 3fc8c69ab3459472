/// The text forms in which metrics are read.
package enum MetricsFormat: Sendable {
    /// Prometheus' text, version 0.0.4.
    case prometheus
    /// OpenMetrics 1.0, which can carry exemplars.
    case openMetrics

    package var contentType: StaticString {
        switch self {
        case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}

/// The page of metrics while it is written.
package struct MetricsPage {
    package let format: MetricsFormat
    private var bytes: [UInt8] = []

    init(_ format: MetricsFormat) {
        self.format = format
        bytes.reserveCapacity(16 << 10)
    }

    mutating func header(_ name: String, _ help: String, _ kind: MetricKind) {
        // OpenMetrics names a counter's family without the suffix of its samples.
        let bare = format == .openMetrics && kind == .counter ? String(name.dropLast("_total".count)) : name
        append("# HELP \(bare) ")
        Self.escape(help, quotes: format == .openMetrics, into: &bytes)
        append("\n# TYPE \(bare) \(kind.rawValue)\n")
    }

    mutating func sample(
        _ series: SeriesText, suffix: StaticString = "", bound: String? = nil, value: Double,
        exemplar: Exemplars.Exemplar? = nil
    ) {
        if suffix.description == "_total" {
            bytes += series.name.dropLast("_total".count)
        } else {
            bytes += series.name
        }
        append(suffix.description)
        if bound != nil || !series.labels.isEmpty {
            append("{")
            bytes += series.labels
            if let bound { append("\(series.labels.isEmpty ? "" : ",")le=\"\(bound)\"") }
            append("}")
        }
        append(" \(Self.text(value))")
        if let exemplar {
            let seconds = Double(exemplar.nanoseconds / 1_000_000) / 1000
            append(" # {trace_id=\"\(exemplar.trace.trace)\",span_id=\"\(exemplar.trace.span)\"} ")
            append("\(Self.text(exemplar.value)) \(Self.text(seconds))")
        }
        append("\n")
    }

    func finished() -> [UInt8] {
        format == .openMetrics ? bytes + Array("# EOF\n".utf8) : bytes
    }

    private mutating func append(_ text: String) { bytes += text.utf8 }

    /// `method="GET",route="/runs"`, escaped.
    static func labels(_ names: [String], _ values: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in zip(names, values) {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes += "\(name)=\"".utf8
            escape(value, quotes: true, into: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        return bytes
    }

    private static func escape(_ text: String, quotes: Bool, into bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            case UInt8(ascii: "\"") where quotes: bytes += #"\""#.utf8
            default: bytes.append(byte)
            }
        }
    }

    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value.rounded() == value, abs(value) < 1e15 { return String(Int64(value)) }
        return value.description
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first >= 0x61, first <= 0x7A else { return false }
        return name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7A)
        }
    }
}
