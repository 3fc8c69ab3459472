import Blobs
import TestSupport
import Testing

@testable import S3

/// Puts, reads and deletes blobs of its own until a call fails, and knows what the store may hold since.
struct Caller: Sendable {
    /// Bytes that only their seed knows.
    struct Content: Hashable, Sendable {
        let seed: UInt64
        let count: Int

        var bytes: [UInt8] {
            var numbers = SeededNumbers(seed: seed)
            return numbers.bytes(count)
        }
    }

    private let blobs: S3Blobs
    private let name: String
    private let moment: Moment
    private var numbers: SeededNumbers
    /// By key, what it may hold; `nil` is no blob. It is one thing unless a call that failed may have been carried out.
    private var held: [BlobKey: Set<Content?>] = [:]

    init(_ blobs: S3Blobs, name: String, seed: UInt64, until moment: Moment) {
        self.blobs = blobs
        self.name = name
        self.moment = moment
        numbers = SeededNumbers(seed: seed)
    }

    /// The first failure.
    mutating func run() async -> any Error {
        do {
            while true { try await call() }
        } catch {
            moment.end()
            return error
        }
    }

    private mutating func call() async throws {
        moment.step()
        let key = try BlobKey("\(name)/\(numbers.below(10))"), small = content(200_000), large = content(12 << 20)
        let blobs = blobs, own = self
        switch numbers.below(8) {
        case 0, 1: try await change(key, to: small) { try await blobs.put(.bytes(small.bytes), at: key) }
        case 2: try await change(key, to: small) { try await blobs.put(own.pieces(small, small.count), at: key) }
        case 3: try await change(key, to: large) { try await blobs.put(own.pieces(large), at: key) }
        case 4: try await change(key, to: large) { try await own.upload(large, to: key) }
        case 5: try await change(key, to: nil) { try await blobs.delete([key]) }
        default: _ = try await look(at: key)
        }
    }

    private mutating func content(_ most: Int) -> Content { Content(seed: numbers.next(), count: numbers.below(most)) }

    private func pieces(_ content: Content, _ length: Int? = nil) -> BlobSource {
        .pieces(Steps(pieces: Pieces(bytes: content.bytes), moment: moment), length: length)
    }

    /// What is announced is held; as long as it is not acknowledged, so is what was there before.
    private mutating func change(_ key: BlobKey, to content: Content?, _ body: () async throws -> Void) async throws {
        held[key, default: [nil]].insert(content)
        try await body()
        held[key] = [content]
    }

    private func upload(_ content: Content, to key: BlobKey) async throws {
        let upload = try await blobs.begin(key, type: .bytes), bytes = content.bytes
        var parts: [BlobPart] = []
        for start in stride(from: 0, to: max(1, bytes.count), by: BlobPart.leastSize) {
            let piece = Array(bytes[start..<min(start + BlobPart.leastSize, bytes.count)])
            moment.step()
            parts.append(try await blobs.put(part: parts.count + 1, of: upload, .bytes(piece)))
        }
        _ = try await blobs.complete(upload, parts, size: bytes.count)
    }

    /// Expects that a key holds what it may, whole; answers whether it holds anything.
    private func look(at key: BlobKey) async throws -> Bool {
        let allowed = held[key, default: [nil]]
        guard let found = try await bytes(at: key) else {
            #expect(allowed.contains(nil), "\(key) is gone")
            return false
        }
        #expect(allowed.contains { $0?.count == found.count && $0?.bytes == found }, "\(key): \(found.count) bytes")
        return true
    }

    private func bytes(at key: BlobKey) async throws(BlobError) -> [UInt8]? {
        do throws(BlobError) {
            return try await blobs.get(key).collect(upTo: 12 << 20)
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    /// Expects that all keys hold what they may, and answers those that hold anything.
    ///
    /// - Parameter doubt: whether also those are looked at that were being written, which a store that lets half a blob
    ///   be seen need not pass.
    func found(amidDoubt doubt: Bool) async throws -> [BlobKey] {
        var found: [BlobKey] = []
        for (key, allowed) in held where doubt || allowed.count == 1 {
            if try await look(at: key) { found.append(key) }
        }
        return found
    }

    /// The keys of which nothing is certain.
    var doubtful: [BlobKey] { held.filter { $0.value.count > 1 }.map(\.key) }
}

/// Pieces each of which is a step towards a moment.
private struct Steps: AsyncSequence, Sendable {
    let pieces: Pieces
    let moment: Moment

    struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: Pieces.AsyncIterator
        let moment: Moment

        mutating func next() async throws -> ArraySlice<UInt8>? {
            moment.step()
            return try await pieces.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: pieces.makeAsyncIterator(), moment: moment) }
}
