import Machine

package enum MetricKind: String, Sendable { case counter, gauge, histogram }

/// A kind of measurement: `Counter`, `Gauge`, `Histogram`.
package protocol Metric: Sendable {
    static var kind: MetricKind { get }

    /// How many numbers one series of it takes.
    static func cellCount(_ bounds: [Double]) -> Int

    init(_ storage: SeriesStorage)

    func write(_ series: SeriesText, to page: inout MetricsPage)
}

/// Where the numbers of one series are.
package struct SeriesStorage: Sendable {
    let cells: AtomicCells
    let index: Int
    let bounds: [Double]
}

/// The name of a series as it is printed: the family's name, and its labels without braces, escaped.
package struct SeriesText: Sendable {
    let name: [UInt8]
    let labels: [UInt8]
}
