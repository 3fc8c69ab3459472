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
    package static let python = repository.appending(path: ".deploy/python/bin/python").path

    /// Whether tests run in their whole form (`deploy/test --long`) instead of their short one.
    package static let isLong = ProcessInfo.processInfo.environment["APUS_TEST_LONG"] == "1"
}
