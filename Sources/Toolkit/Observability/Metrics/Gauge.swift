import Machine

/// A number that goes up and down, such as connections open: what was last set, plus all ups and downs.
@usableFromInline package struct Gauge: Sendable {
    @usableFromInline let cells: AtomicCells
    @usableFromInline let index: Int

    @inlinable package func increment() { cells.add(1 as UInt64, at: index) }
    @inlinable package func decrement() { cells.add(UInt64(bitPattern: -1), at: index) }
    @inlinable package func add(_ amount: Int) { cells.add(UInt64(bitPattern: Int64(amount)), at: index) }

    @inlinable package func set(_ value: Double) { cells.setFirst(value, at: index + 1) }

    package var value: Double {
        Double(Int64(bitPattern: cells.total(at: index))) + cells.first(at: index + 1)
    }
}

extension Gauge: Metric {
    package static let kind = MetricKind.gauge

    package static func cellCount(_ bounds: [Double]) -> Int { 2 }

    package init(_ storage: SeriesStorage) {
        cells = storage.cells
        index = storage.index
    }

    package func write(_ series: SeriesText, to page: inout MetricsPage) {
        page.sample(series, value: value)
    }
}
