import Machine

/// A number that only grows, such as requests answered.
///
/// A handle is resolved once and kept; counting is one addition to this thread's own copy.
@usableFromInline package struct Counter: Sendable {
    @usableFromInline let cells: AtomicCells
    @usableFromInline let index: Int

    @inlinable package func increment() { cells.add(1 as UInt64, at: index) }

    /// Adds what is above zero; a counter never shrinks.
    @inlinable package func add(_ amount: Int) {
        if amount > 0 { cells.add(UInt64(amount), at: index) }
    }

    package var value: UInt64 { cells.total(at: index) }
}

extension Counter: Metric {
    package static let kind = MetricKind.counter

    package static func cellCount(_ bounds: [Double]) -> Int { 1 }

    package init(_ storage: SeriesStorage) {
        cells = storage.cells
        index = storage.index
    }

    package func write(_ series: SeriesText, to page: inout MetricsPage) {
        page.sample(series, suffix: page.format == .openMetrics ? "_total" : "", value: Double(value))
    }
}
