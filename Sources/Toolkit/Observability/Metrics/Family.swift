import Machine

/// All series of one name, told apart by the values of its labels.
///
/// `with` looks a series up under a lock: call it once and keep the handle. A family holds at most `limit` series;
/// whatever comes after that is counted together under the value `other`, so that nobody outside can fill memory.
package struct Family<Member: Metric>: Sendable {
    private struct Series {
        let text: SeriesText
        let member: Member
    }

    private struct State {
        var order: [Series] = []
        var places: [[String]: Int] = [:]
    }

    let name: String
    let help: String
    private let labels: [String]
    private let bounds: [Double]
    private let limit: Int
    private let storage: CellStorage
    private let state = Lock(State())

    init(_ name: String, _ help: String, labels: [String], bounds: [Double], limit: Int, storage: CellStorage) {
        self.name = name
        self.help = help
        self.labels = labels
        self.bounds = bounds
        self.limit = limit
        self.storage = storage
    }

    /// The series with these values, in the order of the family's labels; made when it is new.
    package func with(_ values: String...) -> Member { with(values) }

    package func with(_ values: [String]) -> Member {
        precondition(values.count == labels.count, "\(name) has the labels \(labels)")
        return state.withLock { state in
            if let place = state.places[values] { return state.order[place].member }
            guard state.order.count < limit || labels.isEmpty else {
                let others = labels.map { _ in "other" }
                if let place = state.places[others] { return state.order[place].member }
                return add(others, to: &state)
            }
            return add(values, to: &state)
        }
    }

    private func add(_ values: [String], to state: inout State) -> Member {
        let member = Member(storage.take(Member.cellCount(bounds), bounds))
        let text = SeriesText(name: Array(name.utf8), labels: MetricsPage.labels(labels, values))
        state.places[values] = state.order.count
        state.order.append(Series(text: text, member: member))
        return member
    }

    package var count: Int { state.withLock { $0.order.count } }

    func write(to page: inout MetricsPage) {
        let series = state.withLock { $0.order }
        if series.isEmpty { return }
        page.header(name, help, Member.kind)
        for one in series { one.member.write(one.text, to: &page) }
    }
}

/// Hands out the numbers that series count in, a block at a time.
final class CellStorage: Sendable {
    private struct State {
        var block: AtomicCells?
        var used = 0
    }

    private static let blockSize = 512
    private let copies: Int
    private let state = Lock(State())

    init(copies: Int) { self.copies = copies }

    func take(_ count: Int, _ bounds: [Double]) -> SeriesStorage {
        precondition(count <= Self.blockSize, "a histogram of \(count) ranges helps nobody")
        return state.withLock { state in
            let block: AtomicCells
            if let open = state.block, state.used + count <= Self.blockSize {
                block = open
            } else {
                block = AtomicCells(count: Self.blockSize, copies: copies)
                state = State(block: block, used: 0)
            }
            defer { state.used += count }
            return SeriesStorage(cells: block, index: state.used, bounds: bounds)
        }
    }
}
