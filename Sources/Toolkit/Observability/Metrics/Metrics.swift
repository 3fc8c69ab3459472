import Machine
import Glibc

/// The measurements of this process, and the page that Prometheus reads them from.
package final class Metrics: Sendable {
    private struct State {
        var names: Set<String> = []
        var writers: [@Sendable (inout MetricsPage) -> Void] = []
    }

    private let storage: CellStorage
    private let state = Lock(State())

    /// `copies` is how many threads count without meeting others: twice the processors and a few, if it is not said.
    package init(copies: Int? = nil) {
        let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        storage = CellStorage(copies: min(64, max(0, copies ?? 2 * processors + 4)))
    }

    package func counter(_ name: StaticString, _ help: StaticString) -> Counter {
        counters(name, help, labels: []).with()
    }

    /// A counter for each value of its labels. Its name ends in `_total`.
    package func counters(
        _ name: StaticString, _ help: StaticString, labels: [String], limit: Int = 1000
    ) -> Family<Counter> {
        precondition(name.description.hasSuffix("_total"), "\(name) must end in _total")
        return family(name, help, labels, [], limit)
    }

    package func gauge(_ name: StaticString, _ help: StaticString) -> Gauge {
        gauges(name, help, labels: []).with()
    }

    package func gauges(
        _ name: StaticString, _ help: StaticString, labels: [String], limit: Int = 1000
    ) -> Family<Gauge> {
        family(name, help, labels, [], limit)
    }

    package func histogram(_ name: StaticString, _ help: StaticString, bounds: [Double]) -> Histogram {
        histograms(name, help, labels: [], bounds: bounds).with()
    }

    package func histograms(
        _ name: StaticString, _ help: StaticString, labels: [String], bounds: [Double], limit: Int = 1000
    ) -> Family<Histogram> {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<), "the bounds of \(name) must rise")
        precondition(!labels.contains("le"), "a histogram keeps the label le for itself")
        return family(name, help, labels, bounds, limit)
    }

    /// A number that is asked for whenever the page is read.
    package func observed(
        _ name: StaticString, _ help: StaticString, _ kind: MetricKind = .gauge,
        _ value: @escaping @Sendable () -> Double
    ) {
        observed([(name, help, kind)]) { [value()] }
    }

    /// Numbers that are asked for together, in the order of their names.
    package func observed(
        _ members: [(name: StaticString, help: StaticString, kind: MetricKind)],
        _ values: @escaping @Sendable () -> [Double]
    ) {
        let texts = members.map { member in
            precondition(member.kind != .histogram, "a histogram cannot be asked for")
            return (claim(member.name, []), member.help.description, member.kind)
        }
        append { page in
            for ((name, help, kind), value) in zip(texts, values()) {
                page.header(name, help, kind)
                let suffix: StaticString = kind == .counter && page.format == .openMetrics ? "_total" : ""
                page.sample(SeriesText(name: Array(name.utf8), labels: []), suffix: suffix, value: value)
            }
        }
    }

    /// The page in the form asked for.
    package func page(_ format: MetricsFormat = .prometheus) -> [UInt8] {
        var page = MetricsPage(format)
        for write in state.withLock({ $0.writers }) { write(&page) }
        return page.finished()
    }

    private func family<Member: Metric>(
        _ name: StaticString, _ help: StaticString, _ labels: [String], _ bounds: [Double], _ limit: Int
    ) -> Family<Member> {
        let family = Family<Member>(
            claim(name, labels), help.description, labels: labels, bounds: bounds, limit: limit, storage: storage)
        append { family.write(to: &$0) }
        return family
    }

    private func append(_ writer: @escaping @Sendable (inout MetricsPage) -> Void) {
        state.withLock { $0.writers.append(writer) }
    }

    /// Names are part of the program, so a wrong one ends it at the first start.
    private func claim(_ name: StaticString, _ labels: [String]) -> String {
        let name = name.description
        for word in [name] + labels {
            precondition(MetricsPage.isName(word), "\(word) is not a name of [a-z][a-z0-9_]*")
        }
        let isNew = state.withLock { $0.names.insert(name).inserted }
        precondition(isNew, "\(name) is registered twice")
        return name
    }
}
