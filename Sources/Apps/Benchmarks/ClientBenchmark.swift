import Foundation

/// The HTTP client against `wrk`, in turn, both asking one nginx with one worker for 1 KiB: once with a core for the
/// server and another for whoever asks, once wherever the scheduler puts them.
enum ClientBenchmark {
    private static let seconds = 2
    private static let rounds = 3

    /// Where the server runs, and where whoever asks: our client and `wrk` alike.
    private struct Placement {
        let name: String
        let server: String
        let asker: String

        static var all: [Placement] {
            let every = "0-\(ProcessInfo.processInfo.processorCount - 1)"
            let free = Placement(name: "any core", server: every, asker: every)
            return every == "0-0" ? [free] : [Placement(name: "a core each", server: "0", asker: "1"), free]
        }
    }

    /// The middle of several rounds.
    private struct Figures {
        var rates: [Double] = []
        var costs: [Double] = []

        var rate: Double { median(rates) }
        var text: String { String(format: "%.0f/s at %.1f µs of CPU", rate, median(costs)) }

        mutating func add(_ round: (rate: Double, cost: Double)) {
            rates.append(round.rate)
            costs.append(round.cost)
        }

        private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    }

    static func run() throws {
        show("1 KiB from nginx", ["the client", "wrk", "ratio", "goal", ""])
        for placement in Placement.all {
            let nginx = try NginxPeer(cores: placement.server)
            defer { nginx.stop() }
            try nginx.awaitAnswer()
            // What is started later, threads and programs, runs where this process may run.
            try NginxPeer.run(
                "/usr/bin/taskset", "-a", "-c", "-p", placement.asker, "\(ProcessInfo.processInfo.processIdentifier)")
            for (connections, goal) in [(1, 0.9), (64, 0.6)] {
                let (ours, theirs) = try measure(nginx, connections)
                let ratio = ours.rate / theirs.rate
                let cells = [ours.text, theirs.text, String(format: "%.2f", ratio), "\(goal)"]
                show("\(connections) at once, \(placement.name)", cells + [ratio >= goal ? "met" : "MISSED"])
            }
        }
    }

    /// One line of the table.
    private static func show(_ name: String, _ cells: [String]) {
        let columns = zip([name] + cells, [26, 30, 30, 8, 8, 0])
        print(columns.map { $0.padding(toLength: max($0.count, $1), withPad: " ", startingAt: 0) }.joined())
    }

    private static func measure(_ nginx: NginxPeer, _ connections: Int) throws -> (ours: Figures, theirs: Figures) {
        var ours = Figures(), theirs = Figures()
        for _ in 0..<rounds {
            theirs.add(try nginx.wrk(connections: connections, seconds: seconds))
            ours.add(try ClientLoad(nginx.url, connections: connections, seconds: seconds).run())
        }
        return (ours, theirs)
    }
}
