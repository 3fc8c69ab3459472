import Blobs
import DirectoryBlobs
import Dispatch
import Foundation
import Synchronization

/// Loads a folder of blobs: `Benchmarks blobs objects FOLDER COUNT CALLERS`, `Benchmarks blobs stream FOLDER BYTES`.
struct BlobLoad {
    private let store: DirectoryStore
    private let words: [String]

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    init(_ words: some Collection<String>) throws {
        self.words = Array(words)
        guard self.words.count >= 3 else { throw Failed(description: "usage: blobs objects|stream FOLDER …") }
        store = try DirectoryStore(path: self.words[1])
    }

    func run() throws {
        switch (words[0], words.count) {
        case ("objects", 4): try objects(count: number(2), callers: number(3))
        case ("stream", 3): try stream(count: number(2))
        default: throw Failed(description: "usage: blobs objects FOLDER COUNT CALLERS, or blobs stream FOLDER BYTES")
        }
    }

    private func number(_ place: Int) throws -> Int {
        guard let number = Int(words[place]), number > 0 else { throw Failed(description: "\(words[place])?") }
        return number
    }

    /// Durable blobs of 1 KiB, with so many callers at once.
    private func objects(count: Int, callers: Int) throws {
        let turn = Turn(), store = store
        let content = [UInt8](repeating: 120, count: 1024)
        let time = try seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<callers {
                    group.addTask {
                        while case let number = turn.next, number < count {
                            try await store.put(.bytes(content), at: BlobKey("objects/\(number)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        print("\(Int(Double(count) / time)) objects/s")
    }

    /// One blob in and out, and how much memory that took.
    private func stream(count: Int) throws {
        let key = try BlobKey("stream"), store = store
        // Once before, lest what is needed in any case be counted.
        try wait { try await store.put(.pieces(Zeros(count: 8 << 20)), at: key) }
        try wait { for try await piece in try await store.get(key) { keep(piece) } }
        let before = try ProcessMemory.peak()
        let up = try seconds { try await store.put(.pieces(Zeros(count: count)), at: key) }
        let down = try seconds { for try await piece in try await store.get(key) { keep(piece) } }
        let growth = Double(try ProcessMemory.peak() - before) / Double(1 << 20)
        let rates = [up, down].map { Int(Double(count) / $0 / 1e6) }
        print("\(rates[0]) MB/s in, \(rates[1]) MB/s out, \((growth * 10).rounded() / 10) MiB more")
    }

    private func seconds(_ work: @escaping @Sendable () async throws -> Void) throws -> Double {
        let clock = ContinuousClock(), start = clock.now
        try wait(work)
        return (clock.now - start) / .seconds(1)
    }

    private func wait(_ work: @escaping @Sendable () async throws -> Void) throws {
        let done = DispatchSemaphore(value: 0), failure = Mutex<(any Error)?>(nil)
        // Nobody's child: this thread waits for it.
        Task {
            do { try await work() } catch { failure.withLock { $0 = error } }
            done.signal()
        }
        done.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}

/// Whose turn it is: each caller takes the next number.
private final class Turn: Sendable {
    private let count = Atomic(0)

    var next: Int { count.add(1, ordering: .relaxed).oldValue }
}

/// So many zeros, in pieces as the body of a request has them.
private struct Zeros: AsyncSequence, Sendable {
    let count: Int

    struct AsyncIterator: AsyncIteratorProtocol {
        var left: Int

        mutating func next() async throws -> ArraySlice<UInt8>? {
            guard left > 0 else { return nil }
            let size = Swift.min(left, 256 << 10)
            left -= size
            return [UInt8](repeating: 0, count: size)[...]
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(left: count) }
}
