import Database
import Machine

/// What the driver counts, from any thread.
final class Tally: Sendable {
    enum Cell: Int, CaseIterable {
        case connections, connectionsInUse, waiting
        case connectionsOpened, connectFailures
        case waits, waitMicroseconds
        case statements, sharedReads, readsRepeated, commits, rows, cancels
    }

    private let cells: AtomicCells

    init() { cells = AtomicCells(count: Cell.allCases.count + DatabaseError.Code.allCases.count, copies: 8) }

    func add(_ amount: Int, _ cell: Cell) { cells.add(UInt64(bitPattern: Int64(amount)), at: cell.rawValue) }

    /// A failure that a caller was told.
    func note(_ error: DatabaseError) {
        guard let place = DatabaseError.Code.allCases.firstIndex(of: error.code) else { return }
        cells.add(1 as UInt64, at: Cell.allCases.count + place)
    }

    subscript(_ cell: Cell) -> Int { Int(truncatingIfNeeded: cells.total(at: cell.rawValue)) }

    subscript(_ code: DatabaseError.Code) -> Int {
        guard let place = DatabaseError.Code.allCases.firstIndex(of: code) else { return 0 }
        return Int(truncatingIfNeeded: cells.total(at: Cell.allCases.count + place))
    }
}
