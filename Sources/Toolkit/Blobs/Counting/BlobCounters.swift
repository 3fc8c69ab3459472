import Machine

/// What was done with a store since it was opened.
package struct BlobCounters: Sendable, Equatable {
    /// Blobs and parts that were stored, and their bytes.
    package var stored = 0
    package var bytesStored = 0
    /// Blobs that were opened, and the bytes that were asked for of them.
    package var opened = 0
    package var bytesOpened = 0
    package var deleted = 0
    /// Calls that failed, by why. What was not there, or was refused as it was asked for, counts too.
    package var errors: [BlobError.Reason: Int] = [:]

    package init() {}
}

/// Counts on any thread.
final class BlobCounts: Sendable {
    enum Cell: Int, CaseIterable { case stored, bytesStored, opened, bytesOpened, deleted }

    private static let reasons = BlobError.Reason.allCases
    private let cells = AtomicCells(count: Cell.allCases.count + reasons.count, copies: 8)

    func add(_ amount: Int = 1, to cell: Cell) { cells.add(UInt64(truncatingIfNeeded: amount), at: cell.rawValue) }

    func failed(_ reason: BlobError.Reason) {
        guard let index = Self.reasons.firstIndex(of: reason) else { return }
        cells.add(UInt64(1), at: Cell.allCases.count + index)
    }

    var counters: BlobCounters {
        var counters = BlobCounters()
        counters.stored = self[.stored]
        counters.bytesStored = self[.bytesStored]
        counters.opened = self[.opened]
        counters.bytesOpened = self[.bytesOpened]
        counters.deleted = self[.deleted]
        for (index, reason) in Self.reasons.enumerated() {
            let count = Int(truncatingIfNeeded: cells.total(at: Cell.allCases.count + index))
            if count > 0 { counters.errors[reason] = count }
        }
        return counters
    }

    private subscript(_ cell: Cell) -> Int { Int(truncatingIfNeeded: cells.total(at: cell.rawValue)) }
}
