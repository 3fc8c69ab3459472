import Basics
import Blobs
import DirectoryBlobs
import Foundation
import TestSupport

/// A process that stores blobs, to be killed, to be starved, and to be watched from outside: `BlobStorer FOLDER STEP…`.
///
/// A step is words with colons between: `put:KEY:SIZE:SEED`, `upload:KEY:SIZE:SEED` (a large part and a last one of
/// that size), `copy:KEY:KEY`, `delete:KEY`, `sweep`, `only:KEY:…` (fails unless these are all keys, in order). Each is
/// answered by a line `done STEP` or `failed STEP REASON`.
@main struct Main {
    static func main() async {
        let words = CommandLine.arguments.dropFirst()
        do {
            // One thread, so that the calls of one kind can be counted.
            let store = try DirectoryStore(path: words.first ?? "", threads: 1)
            say("open")
            for step in words.dropFirst() { await take(step, store) }
        } catch {
            say("failed open \(error.reason) \(error)")
        }
    }

    private static func take(_ step: String, _ store: DirectoryStore) async {
        do {
            try await carryOut(step.split(separator: ":").map(String.init), store)
            say("done \(step)")
        } catch {
            say("failed \(step) \((error as? BlobError)?.reason.rawValue ?? "otherwise") \(error)")
        }
    }

    private static func carryOut(_ words: [String], _ store: DirectoryStore) async throws {
        switch (words.first, words.count) {
        case ("put", 4): try await store.put(source(words[2], words[3]), at: BlobKey(words[1]))
        case ("upload", 4): try await upload(words, store)
        case ("copy", 3): try await store.copy(BlobKey(words[1]), to: BlobKey(words[2]))
        case ("delete", 2): try await store.delete([BlobKey(words[1])])
        case ("sweep", 1): _ = try await store.sweep(before: .now - .seconds(60))
        case ("only", _):
            let keys = try await store.list(.all).entries.map(\.key.text)
            if keys != Array(words.dropFirst()) { throw TestFailure("there are \(keys)") }
        default: throw TestFailure("there is no such step")
        }
    }

    private static func upload(_ words: [String], _ store: DirectoryStore) async throws {
        let upload = try await store.begin(BlobKey(words[1]), type: .bytes)
        let parts = [
            try await store.put(part: 1, of: upload, source("\(BlobPart.leastSize)", words[3])),
            try await store.put(part: 2, of: upload, source(words[2], words[3])),
        ]
        try await store.complete(upload, parts)
    }

    /// What is small is given whole, what is large in pieces.
    private static func source(_ size: String, _ seed: String) throws -> BlobSource {
        guard let size = Int(size), let seed = UInt64(seed) else { throw TestFailure("no size and seed") }
        var numbers = SeededNumbers(seed: seed)
        let bytes = numbers.bytes(size)
        if size < 100_000 { return .bytes(bytes) }
        let (pieces, continuation) = AsyncStream.makeStream(of: ArraySlice<UInt8>.self)
        for start in stride(from: 0, to: size, by: 65_536) {
            continuation.yield(bytes[start..<min(size, start + 65_536)])
        }
        continuation.finish()
        return .pieces(pieces, length: size)
    }

    private static func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
}
