import Allocations
import Foundation

/// What one piece of work costs: the best of several rounds, since whatever disturbs a round only makes it slower.
struct Measurement {
    let nanoseconds: Double
    let allocations: Int

    static func of(seconds: Double = 0.3, rounds: Int = 30, _ work: () throws -> Void) rethrows -> Measurement {
        let clock = ContinuousClock()
        try work()
        try work()
        var count = 1
        while true {
            let time = try clock.measure { for _ in 0..<count { try work() } }
            if time > .milliseconds(2) {
                count = max(1, Int(Double(count) * seconds / Double(rounds) / (time / .seconds(1))))
                break
            }
            count *= 4
        }
        let before = Allocations.count
        try work()
        let allocations = Allocations.count - before
        var best = Double.infinity
        for _ in 0..<rounds {
            let time = try clock.measure { for _ in 0..<count { try work() } }
            best = min(best, time / .nanoseconds(1) / Double(count))
        }
        return Measurement(nanoseconds: best, allocations: allocations)
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
