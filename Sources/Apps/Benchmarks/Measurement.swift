import Allocations
import Foundation

/// What one piece of work costs: the best of several rounds, since whatever disturbs a round only makes it slower.
struct Measurement {
    let nanoseconds: Double
    let allocations: Int

    /// Measures several pieces of work in turn, so that what disturbs one round disturbs all of them alike.
    static func inTurn(
        seconds: Double = 0.4, rounds: Int = 40, _ works: [() throws -> Void]
    ) throws -> [Measurement] {
        let clock = ContinuousClock()
        var best = [Double](repeating: .infinity, count: works.count)
        var counts = [Int](repeating: 1, count: works.count)
        var allocations = [Int](repeating: 0, count: works.count)
        for (i, work) in works.enumerated() {
            try work()
            try work()
            let before = Allocations.count
            try work()
            allocations[i] = Allocations.count - before
            let time = try clock.measure { for _ in 0..<10 { try work() } }
            counts[i] = max(1, Int(10 * seconds / Double(rounds) / (time / .seconds(1))))
        }
        for _ in 0..<rounds {
            for (i, work) in works.enumerated() {
                let time = try clock.measure { for _ in 0..<counts[i] { try work() } }
                best[i] = min(best[i], time / .nanoseconds(1) / Double(counts[i]))
            }
        }
        return works.indices.map { Measurement(nanoseconds: best[$0], allocations: allocations[$0]) }
    }

    static func of(_ work: () throws -> Void) throws -> Measurement {
        try withoutActuallyEscaping(work) { try inTurn([$0])[0] }
    }

    func megabytesPerSecond(_ bytes: Int) -> Double { Double(bytes) / nanoseconds * 1_000 }
}

/// Keeps the optimizer from dropping work whose result nobody uses.
@inline(never) func keep<Value: ~Copyable>(_ value: borrowing Value) {}

/// Rows of a table, each held against a goal.
struct Table {
    private var text: String

    init(_ title: String) { text = "\(title)\n" }

    mutating func row(_ name: String, _ value: String, _ ratio: String = "", goal: String = "", met: Bool? = nil) {
        let verdict = met.map { $0 ? "met" : "MISSED" } ?? ""
        let cells = [(name, 46), (value, 34), (ratio, 22), (goal, 28)]
        let line = cells.map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }.joined()
        text += line + verdict + "\n"
    }

    func show() { FileHandle.standardOutput.write(Data(text.utf8)) }
}
