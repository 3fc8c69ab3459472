package import Foundation

/// Where things are: this repository, its built programs, what `deploy/test` installed for the tests.
package enum Place {
    package static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().standardizedFileURL

    /// The folder of `apus`, `apus-server` and `apus-worker`: `APUS_TEST_PROGRAMS`, or where a debug build puts them.
    package static var programs: URL {
        if let folder = ProcessInfo.processInfo.environment["APUS_TEST_PROGRAMS"] {
            return URL(filePath: folder, relativeTo: repository).standardizedFileURL
        }
        return repository.appending(path: ".build/debug")
    }

    package static func program(_ name: String) -> String { programs.appending(path: name).path }

    /// The tests' own Python, with the packages of `deploy/requirements.txt`.
    package static let python = pythonFolder + "python"

    /// Where programs that came with those packages are, with its slash.
    package static let pythonFolder = repository.appending(path: ".deploy/python/bin").path + "/"

    /// What a program that was built with a sanitizer, and all that it starts, has to find in its environment. Programs
    /// must leave no memory behind when they end, which tests do; under strace(1) nobody can look for that.
    package static func sanitizer(for command: [String]) -> [String: String] {
        let names: Set = ["ASAN_OPTIONS", "LD_PRELOAD", "TSAN_OPTIONS"]
        var found = ProcessInfo.processInfo.environment.filter { names.contains($0.key) }
        found["ASAN_OPTIONS"]?.append(" detect_leaks=\(command.contains("strace") ? 0 : 1)")
        return found
    }

    /// How far apart lie the calls that are made to fail, one after the other: none is left out in the whole form, and
    /// few are tried of programs that a sanitizer slows down.
    package static func step(_ short: Int = 1) -> Int { isLong ? 1 : sanitizer(for: []).isEmpty ? short : 7 * short }

    /// Whether tests run in their whole form (`deploy/test --long`) instead of their short one.
    package static let isLong = ProcessInfo.processInfo.environment["APUS_TEST_LONG"] == "1"

    /// For how many seconds the mixed load lasts, where `APUS_TEST_ENDURANCE` says so.
    package static let endurance = ProcessInfo.processInfo.environment["APUS_TEST_ENDURANCE"].flatMap { Int($0) }
}
