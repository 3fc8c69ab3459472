package import Foundation

/// A folder of a test's own, gone with everything in it when the last reference ends.
package final class TemporaryFolder: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "apus-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package var path: String { url.path }

    /// The full path of something in the folder, whether it exists or not.
    package func path(_ name: String) -> String { url.appending(path: name).path }

    /// Writes a file into the folder and returns its full path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try write([UInt8](text.utf8), to: name)
    }

    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> String {
        let place = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: place)
        return place.path
    }
}

extension TemporaryFolder {
    /// Has it removed at the end of the process, for a folder of something that lives as long.
    package func removeAtExit() {
        let path = path
        SystemCalls.atExit { try? FileManager.default.removeItem(atPath: path) }
    }
}
