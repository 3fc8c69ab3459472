import Basics
import Memory

/// The answer to a statement: rows of typed values, or for how many rows something was done.
///
/// All values lie in two arrays, so that a row costs no memory of its own.
package struct Rows: Sendable {
    package let columns: [String]
    /// How many rows a statement that changes something has changed; of one that reads, how many it answered.
    package var affected = 0
    private var cells: [Cell] = []
    private var memory: [UInt8] = []

    package init(columns: [String] = []) { self.columns = columns }

    package var count: Int { columns.isEmpty ? 0 : cells.count / columns.count }
    package var isEmpty: Bool { cells.isEmpty }
    /// How many bytes its values take.
    package var size: Int { cells.count * MemoryLayout<Cell>.stride + memory.count }
    package var first: Row? { isEmpty ? nil : Row(self, at: 0) }

    func cell(_ row: Int, _ column: Int) -> Cell { cells[row * columns.count + column] }

    func text(_ cell: Cell) -> String { String(decoding: memory[range(cell)], as: UTF8.self) }

    func bytes(_ cell: Cell) -> [UInt8] { Array(memory[range(cell)]) }

    private func range(_ cell: Cell) -> Range<Int> { Int(cell.payload)..<Int(cell.payload) + Int(cell.length) }
}

extension Rows: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }
    package subscript(position: Int) -> Row {
        precondition(position >= 0 && position < count, "no such row")
        return Row(self, at: position)
    }
}

// How a driver fills them: value after value, row after row.
extension Rows {
    package mutating func reserve(rows: Int, bytes: Int) {
        cells.reserveCapacity(cells.count + rows * columns.count)
        memory.reserveCapacity(memory.count + bytes)
    }

    package mutating func appendNull() { cells.append(Cell(.null)) }
    package mutating func append(_ value: Bool) { cells.append(Cell(.boolean, payload: value ? 1 : 0)) }
    package mutating func append(_ value: Int64) { cells.append(Cell(.integer, payload: value)) }
    package mutating func append(_ value: Double) {
        cells.append(Cell(.real, payload: Int64(bitPattern: value.bitPattern)))
    }
    package mutating func append(_ value: Instant) { cells.append(Cell(.instant, payload: value.milliseconds)) }
    package mutating func append(text: Span<UInt8>) { append(text, .text) }
    package mutating func append(bytes: Span<UInt8>) { append(bytes, .bytes) }

    private mutating func append(_ bytes: Span<UInt8>, _ kind: Cell.Kind) {
        cells.append(Cell(kind, length: UInt32(bytes.count), payload: Int64(memory.count)))
        memory.append(span: bytes)
    }

    /// Forgets the rows and keeps the memory, for the next ones.
    package mutating func removeAll() {
        cells.removeAll(keepingCapacity: true)
        memory.removeAll(keepingCapacity: true)
        affected = 0
    }
}
