import Synchronization
import TestSupport
import Testing
import Machine

@Suite struct AtomicCellsTests {
    @Test(.timeLimit(.minutes(1))) func `what many threads add is all there`() async {
        let cells = AtomicCells(count: 3, copies: 4)
        await onThreads(8) { _ in
            for _ in 0..<10_000 {
                cells.add(2 as UInt64, at: 0)
                cells.add(0.5 as Double, at: 2)
            }
        }
        #expect(cells.total(at: 0) == 160_000)
        #expect(cells.total(at: 1) == 0)
        #expect(cells.totalDouble(at: 2) == 40_000)
    }

    @Test func `a sum below zero reads as two's complement`() {
        let cells = AtomicCells(count: 1, copies: 2)
        cells.add(UInt64(bitPattern: -3), at: 0)
        #expect(Int64(bitPattern: cells.total(at: 0)) == -3)
    }

    @Test(.timeLimit(.minutes(1))) func `threads without a copy of their own share one`() async {
        let cells = AtomicCells(count: 2, copies: 0)
        await onThreads(8) { _ in
            for _ in 0..<10_000 {
                cells.add(1 as UInt64, at: 0)
                cells.add(0.5 as Double, at: 1)
            }
        }
        #expect(cells.total(at: 0) == 80_000)
        #expect(cells.totalDouble(at: 1) == 40_000)
    }
}
