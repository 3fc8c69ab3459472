import Database
import Machine

/// What the driver has done since it was opened, and how it is.
package struct SQLiteCounters: Sendable, Equatable {
    /// Lent connections: the writer and the readers.
    package var connections = 0
    package var connectionsInUse = 0
    /// Callers that wait for a connection now.
    package var waiting = 0
    /// How many had to wait, and for how long altogether.
    package var waits = 0
    package var waitNanoseconds: Int64 = 0
    /// The same for the lock of another process.
    package var lockWaits = 0
    package var lockWaitNanoseconds: Int64 = 0
    package var statements = 0
    package var rows = 0
    package var commits = 0
    /// Callers whose rows were committed together with those of others, or alone.
    package var committedCallers = 0
    package var committedRows = 0
    package var checkpoints = 0
    /// Pages in the log that stand before the next checkpoint.
    package var logPages = 0
    /// Connections that were opened in the place of one that had failed or was changed.
    package var reopened = 0
    /// Short reads that took too long for an event loop and were done on a thread of their own.
    package var movedReads = 0
    package var errors: [DatabaseError.Code: Int] = [:]
}

/// Counts on any thread.
final class Counts: Sendable {
    enum Cell: Int, CaseIterable {
        case waits, waitNanoseconds, lockWaits, lockWaitNanoseconds, statements, rows, commits, committedCallers
        case committedRows, checkpoints, reopened, movedReads
    }

    private static let codes = DatabaseError.Code.allCases
    private let cells = AtomicCells(count: Cell.allCases.count + codes.count, copies: 8)

    func add(_ amount: Int = 1, to cell: Cell) { cells.add(UInt64(truncatingIfNeeded: amount), at: cell.rawValue) }

    func ran(rows: Int) {
        add(to: .statements)
        if rows > 0 { add(rows, to: .rows) }
    }

    func failed(_ code: DatabaseError.Code) {
        guard let index = Self.codes.firstIndex(of: code) else { return }
        cells.add(UInt64(1), at: Cell.allCases.count + index)
    }

    func fill(_ counters: inout SQLiteCounters) {
        counters.waits = self[.waits]
        counters.waitNanoseconds = Int64(self[.waitNanoseconds])
        counters.lockWaits = self[.lockWaits]
        counters.lockWaitNanoseconds = Int64(self[.lockWaitNanoseconds])
        counters.statements = self[.statements]
        counters.rows = self[.rows]
        counters.commits = self[.commits]
        counters.committedCallers = self[.committedCallers]
        counters.committedRows = self[.committedRows]
        counters.checkpoints = self[.checkpoints]
        counters.reopened = self[.reopened]
        counters.movedReads = self[.movedReads]
        for (index, code) in Self.codes.enumerated() {
            let count = cells.total(at: Cell.allCases.count + index)
            if count > 0 { counters.errors[code] = Int(count) }
        }
    }

    private subscript(_ cell: Cell) -> Int { Int(truncatingIfNeeded: cells.total(at: cell.rawValue)) }
}
