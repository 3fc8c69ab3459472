import Machine

/// The last recorded trace of each range of a histogram.
package struct Exemplars: Sendable {
    package struct Exemplar: Sendable {
        package let value: Double
        package let trace: TraceContext
        package let nanoseconds: Int64
    }

    private let kept: Lock<[Exemplar?]>

    init(buckets: Int) { kept = Lock(Array(repeating: nil, count: buckets)) }

    /// An event loop does not wait here: while another thread is in, this example is not kept.
    package func keep(_ value: Double, _ trace: TraceContext, bucket: Int) {
        _ = kept.withLockIfFree { kept in
            guard kept.indices.contains(bucket) else { return }
            kept[bucket] = Exemplar(value: value, trace: trace, nanoseconds: WallClock.nanoseconds)
        }
    }

    var all: [Exemplar?] { kept.withLock { $0 } }
}
