/// One measurement: its name on the command line, and what prints its table.
struct Benchmark: Sendable {
    let name: String
    let run: @Sendable () throws -> Void

    static let all = [
        Benchmark(name: "client", run: ClientBenchmark.run),
        Benchmark(name: "json") { try JSONBenchmark().run() },
        ObservabilityBenchmark.benchmark,
        SQLiteBenchmark.benchmark,
    ]

    static func named(_ name: String) -> Benchmark? { all.first { $0.name == name } }
}
