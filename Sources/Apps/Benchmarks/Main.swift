/// Measures the parts of the house: `Benchmarks NAME…` prints a table for each part named, `Benchmarks serve` is a
/// server to be measured, `Benchmarks client URL CONNECTIONS SECONDS` loads a server of somebody else's, `Benchmarks
/// sqlite-writer PATH CALLERS FIRST COUNT` writes rows and says which were acknowledged, `Benchmarks blobs …` loads a
/// folder of blobs, `Benchmarks s3 URL FILE` a store, `Benchmarks postgresql URL NAME SECONDS` a PostgreSQL.
@main struct Main {
    static func main() throws {
        let names = CommandLine.arguments.dropFirst()
        if names.first == "serve" { BenchServer.start(Array(names.dropFirst())) }
        if names.first == "sqlite-writer", let writer = SQLiteWriter(names.dropFirst()) { writer.start() }
        if names.first == "client", let load = ClientLoad(names.dropFirst()) {
            let (rate, cost) = try load.run()
            return print("\(Int(rate)) requests/s at \((cost * 10).rounded() / 10) µs of CPU")
        }
        if names.first == "blobs" { return try BlobLoad(names.dropFirst()).run() }
        if names.first == "s3", let load = try S3Load(names.dropFirst()) { return try load.run() }
        if names.first == "postgresql", let load = try PostgreSQLLoad(names.dropFirst()) { return try load.run() }
        guard !names.isEmpty, names.allSatisfy({ Benchmark.named($0) != nil }) else {
            return print("usage: Benchmarks serve|\(Benchmark.all.map(\.name).joined(separator: "|")) …")
        }
        for name in names { try Benchmark.named(name)?.run() }
    }
}
