import TestSupport
import Testing

/// Where the clients go: to a plain `apus-server`, and to the server of the benchmarks, which speaks TLS and takes
/// bodies.
struct LoadTarget: Sendable {
    static let bigSize = 4 << 20

    let service: Int
    let bench: Int
    /// Whether the load is over. Who waits, waits for this.
    let isOver = Watched(false)

    /// Waits for so long; whether the load goes on.
    func pause(_ time: Duration) -> Bool { isOver.wait(within: time) { $0 ? true : nil } == nil }
}

/// Clients of every kind, each on a thread of its own, beside two that ask as fast as they can.
struct MixedLoad: Sendable {
    /// What came of it.
    struct Report: Sendable {
        /// Of each kind, how many visits came to their end.
        var visits = Dictionary(uniqueKeysWithValues: LoadClient.all.map { ($0.kind, 0) })
        var failures: [String] = []
    }

    private let target: LoadTarget
    private let folder: TemporaryFolder
    private let report = Watched(Report())

    init(_ target: LoadTarget, folder: TemporaryFolder) {
        self.target = target
        self.folder = folder
    }

    /// Lets them come for so many seconds, and looks every second at what the programs hold.
    func run(for seconds: Int, watching programs: [(name: String, program: Program)]) async throws -> (
        Report, [Samples]
    ) {
        let post = try folder.write(Self.post, to: "post.lua")
        let gets = "http://127.0.0.1:\(target.service)/health/live"
        let posts = "https://127.0.0.1:\(target.bench)/api/v1/bench/experiments/7/runs"
        async let getting = wrk(seconds, ["-c16", gets])
        async let posting = wrk(seconds, ["-c8", "-s", post, posts])
        async let visiting: Void = onThreads(LoadClient.all.count) { come(LoadClient.all[$0], number: $0) }
        let samples = try await watch(programs, for: seconds)
        await visiting
        for said in try await [getting, posting] {
            report.update { if let problem = Self.problem(said) { $0.failures.append(problem) } }
        }
        return (report.current, samples)
    }

    private func come(_ client: LoadClient, number: Int) {
        var random = SeededNumbers(seed: UInt64(number))
        while !target.isOver.current {
            do {
                try client.visit(target, &random)
                report.update { $0.visits[client.kind, default: 0] += 1 }
            } catch {
                report.update {
                    if $0.failures.count < 20 { $0.failures.append("\(client.kind): \(error)") }
                }
            }
        }
    }

    private func watch(_ programs: [(name: String, program: Program)], for seconds: Int) async throws -> [Samples] {
        let target = target
        return try await onThread {
            defer { target.isOver.update { $0 = true } }
            var samples = programs.map { Samples(of: $0.name) }
            let end = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < end, target.pause(.seconds(1)) {
                for (index, watched) in programs.enumerated() { try samples[index].add(watched.program) }
            }
            return samples
        }
    }

    // MARK: wrk

    private static let post = """
        wrk.method = "POST"
        wrk.body = '{"name":"a","status":"running","startTime":1700000000000,"step":42,"loss":0.125}'
        wrk.headers["Content-Type"] = "application/json"
        """

    private func wrk(_ seconds: Int, _ arguments: [String]) async throws -> String {
        try await TestSupport.run(
            "wrk", ["-t1", "-d\(seconds)s", "--timeout", "30s"] + arguments, within: .seconds(seconds + 120)
        ).succeeded()
    }

    /// What was answered badly or not at all.
    private static func problem(_ said: String) -> String? {
        let isFine = !said.contains("Non-2xx") && !said.contains("Socket errors") && !said.contains(" 0 requests in")
        return isFine ? nil : "wrk: \(said)"
    }
}
