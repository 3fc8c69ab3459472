import Foundation

/// Measures parts of Apus against their peers in one run: `Benchmarks json`.
@main struct Main {
    static func main() throws {
        let names = CommandLine.arguments.dropFirst()
        for name in names.isEmpty ? ["json"] : Array(names) {
            guard name == "json" else {
                FileHandle.standardError.write(Data("there is no benchmark '\(name)'; there is: json\n".utf8))
                exit(64)
            }
            try JSONBenchmark().run()
        }
    }
}
