import Basics
import Blobs
import DirectoryBlobs
import Foundation
import TestSupport
import Testing

/// Runs of `BlobStorer` in one folder, and what they have to leave there.
struct Storer {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    var root: String { folder.path("blobs") }

    /// Its lines, under strace(1) with these arguments.
    func run(_ steps: [String], strace: [String] = []) async throws -> [String] {
        let program = [Place.program("BlobStorer"), root] + steps
        let command = strace.isEmpty ? program : ["strace", "-f", "-qq"] + strace + program
        let result = try await TestSupport.run("env", command, within: .seconds(120))
        return result.output.split(separator: "\n").map(String.init)
    }

    /// What a step makes of the blobs that are there.
    static func apply(_ step: String, to blobs: inout [String: [UInt8]]) {
        let words = step.split(separator: ":").map(String.init)
        switch words.first {
        case "put": blobs[words[1]] = bytes(words[2], words[3])
        case "upload": blobs[words[1]] = bytes("\(BlobPart.leastSize)", words[3]) + bytes(words[2], words[3])
        case "copy": blobs[words[2]] = blobs[words[1]]
        case "delete": blobs[words[1]] = nil
        default: break
        }
    }

    private static func bytes(_ size: String, _ seed: String) -> [UInt8] {
        var numbers = SeededNumbers(seed: UInt64(seed) ?? 0)
        return numbers.bytes(Int(size) ?? 0)
    }

    /// Expects that all that was acknowledged is there whole, that what failed changed nothing, and that the step which
    /// was cut off was done or not. Then that sweeping leaves no trace of what was not.
    func expectWhole(
        _ steps: [String], said lines: [String], _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        var before: [String: [UInt8]] = [:]
        var answered = 0
        for step in steps {
            if lines.contains("done \(step)") {
                Self.apply(step, to: &before)
            } else if !lines.contains(where: { $0.hasPrefix("failed \(step) ") }) {
                break
            }
            answered += 1
        }
        var after = before
        if answered < steps.count { Self.apply(steps[answered], to: &after) }
        let found = try await contents()
        #expect(found == before || found == after, comment, sourceLocation: sourceLocation)
        let store = try DirectoryStore(path: root)
        _ = try await store.sweep(before: .now + .seconds(3600))
        for name in ["+staging", "+uploads"] {
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(name)")
            #expect(left == [], comment, sourceLocation: sourceLocation)
        }
        #expect(try await contents() == found, comment, sourceLocation: sourceLocation)
    }

    private func contents() async throws -> [String: [UInt8]] {
        let store = try DirectoryStore(path: root)
        var found: [String: [UInt8]] = [:]
        for entry in try await store.list(.all).entries {
            found[entry.key.text] = try await store.get(entry.key).collect(upTo: 64 << 20)
        }
        return found
    }
}
