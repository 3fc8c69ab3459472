import Blobs
import Crypto
import Dispatch
import Machine
import S3
import Sockets
import Synchronization

/// One file up into an S3 store and down again, as a stream and from one loop: what a server does for its callers.
///
/// `Benchmarks s3 URL FILE`, with the key in the environment, prints four numbers: MB/s up, MB/s down, by how many MiB
/// its memory has grown at most, and the MB/s that SHA-256 makes by itself.
struct S3Load: Sendable {
    private let blobs: S3Blobs
    private let file: File

    /// From the words behind the benchmark's name.
    init?(_ words: some Collection<String>) throws {
        let words = Array(words)
        guard words.count == 2 else { return nil }
        blobs = S3Blobs(try S3Settings(words[0], environment: ThisProcess.environment))
        file = try File(path: words[1])
    }

    func run() throws {
        let loop = try EventLoop(), done = DispatchSemaphore(value: 0), outcome = Outcome()
        loop.start()
        defer { loop.drain() }
        // It stands for a request to a server; the loop is where it is to run.
        Task(executorPreference: loop) {
            do {
                let text = try await measure()
                outcome.result.withLock { $0 = .success(text) }
            } catch {
                outcome.result.withLock { $0 = .failure(error) }
            }
            done.signal()
        }
        done.wait()
        print(try outcome.result.withLock { try $0.get() })
    }

    private final class Outcome: Sendable {
        let result = Mutex<Result<String, any Error>>(.success(""))
    }

    private nonisolated(nonsending) func measure() async throws -> String {
        let key = try BlobKey("benchmark/large"), small = try BlobKey("benchmark/small")
        // What is there once and for all is there before the memory is looked at.
        _ = try await blobs.put(.bytes([1]), at: small)
        let before = ProcessUsage.now().residentBytes, clock = ContinuousClock()
        var most = before
        let start = clock.now
        let stored = try await blobs.put(.pieces(FilePieces(file: file, size: file.size), length: file.size), at: key)
        let up = clock.now - start
        most = max(most, ProcessUsage.now().residentBytes)
        let middle = clock.now
        let blob = try await blobs.get(key)
        var count = 0
        while let piece = try await blob.next() {
            count += piece.count
            if count & (64 << 20 - 1) < piece.count { most = max(most, ProcessUsage.now().residentBytes) }
        }
        let down = clock.now - middle
        try await blobs.delete([key, small])
        let speeds = [up, down].map { Double(stored.size) / 1e6 / ($0 / .seconds(1)) }
        return "\(speeds[0]) \(speeds[1]) \(Double(most - before) / 1_048_576) \(Self.hashing())"
    }

    private static func hashing() -> Double {
        let block = [UInt8](repeating: 7, count: 256 * 1024), clock = ContinuousClock()
        var hash = SHA256()
        let time = clock.measure { for _ in 0..<1024 { hash.update(block.span) } }
        _ = hash.finish()
        return Double(block.count * 1024) / 1e6 / (time / .seconds(1))
    }
}

/// A file in the pieces in which a request's body would come.
private struct FilePieces: AsyncSequence, Sendable {
    typealias Element = ArraySlice<UInt8>

    let file: File
    let size: Int

    struct AsyncIterator: AsyncIteratorProtocol {
        let file: File
        let size: Int
        var offset = 0

        mutating func next() async throws -> ArraySlice<UInt8>? {
            guard offset < size else { return nil }
            var block = [UInt8](repeating: 0, count: Swift.min(256 * 1024, size - offset))
            let count = try file.read(at: offset, into: &block, 0..<block.count)
            offset += count
            return count == 0 ? nil : block[..<count]
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(file: file, size: size) }
}
