import Machine

/// How often values fell into each of a few ranges, and their sum: durations, sizes.
@usableFromInline package struct Histogram: Sendable {
    /// Seconds, from what a loop does in memory to what a user gives up on.
    package static let seconds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
    ]
    /// Bytes, by powers of four from 256 B to 1 GiB.
    package static let bytes = (4...15).map { Double(1 << (2 * $0)) }

    @usableFromInline let cells: AtomicCells
    @usableFromInline let index: Int
    @usableFromInline let bounds: [Double]
    let exemplars: Exemplars

    /// Counts a value; one that is not a number is dropped.
    @inlinable package func observe(_ value: Double) {
        if value.isNaN { return }
        cells.add(1 as UInt64, at: index &+ bucket(of: value))
        cells.add(value, at: index &+ bounds.count &+ 1)
    }

    /// Counts a value, and keeps the trace that it came from as the example of its range if that trace is recorded.
    package func observe(_ value: Double, in trace: TraceContext?) {
        observe(value)
        if let trace, trace.isSampled { exemplars.keep(value, trace, bucket: bucket(of: value)) }
    }

    package func observe(_ duration: Duration, in trace: TraceContext? = nil) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) * 1e-18, in: trace)
    }

    /// Counts a duration in seconds.
    @inlinable package func observe(nanoseconds: Int64) { observe(Double(nanoseconds) * 1e-9) }

    @inlinable func bucket(of value: Double) -> Int {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket &+= 1 }
        return bucket
    }

    package var count: UInt64 { (0...bounds.count).reduce(0) { $0 &+ cells.total(at: index + $1) } }
    package var sum: Double { cells.totalDouble(at: index + bounds.count + 1) }
}

extension Histogram: Metric {
    package static let kind = MetricKind.histogram

    package static func cellCount(_ bounds: [Double]) -> Int { bounds.count + 2 }

    package init(_ storage: SeriesStorage) {
        cells = storage.cells
        index = storage.index
        bounds = storage.bounds
        exemplars = Exemplars(buckets: storage.bounds.count + 1)
    }

    package func write(_ series: SeriesText, to page: inout MetricsPage) {
        let kept = page.format == .openMetrics ? exemplars.all : []
        var below: UInt64 = 0
        for bucket in 0...bounds.count {
            below &+= cells.total(at: index + bucket)
            let bound = bucket < bounds.count ? bounds[bucket].description : "+Inf"
            page.sample(
                series, suffix: "_bucket", bound: bound, value: Double(below),
                exemplar: kept.isEmpty ? nil : kept[bucket])
        }
        // The last bucket's count, not a second sum: a page whose parts disagree is refused.
        page.sample(series, suffix: "_sum", value: sum)
        page.sample(series, suffix: "_count", value: Double(below))
    }
}
