import Basics
import Blobs
import Crypto
import Foundation
import HTTP
import TestSupport
import Testing

@testable import S3

/// The real servers that the driver is tried against.
enum RealStore: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case swift, rclone

    var testDescription: String { rawValue }

    static let bucket = "apus-tests"

    func account() async throws -> S3Account {
        switch self {
        case .swift: try await S3Servers.swift.account
        case .rclone: try await S3Servers.rclone.account
        }
    }

    /// A store with a prefix that no other test has.
    ///
    /// - Parameter port: of what stands before the server, if something does.
    func blobs(
        port: Int? = nil, _ key: AccessKey? = nil, patience: S3Blobs.Patience = .init(),
        clock: StoreClock = StoreClock(), options: (inout HTTPClient.Options) -> Void = { _ in }
    ) async throws -> S3Blobs {
        let account = try await account()
        let settings = try S3Settings(
            "s3://\(Self.bucket)/\(UUID().uuidString.lowercased())"
                + "?endpoint=http://127.0.0.1:\(port ?? account.port)&region=\(account.region)")
        let own = AccessKey(id: account.id, secret: .init(account.secret))
        _ = try await Self.made[self]?.value
        return S3Blobs(settings, .fixed(key ?? own), patience: patience, clock: clock, options: options)
    }

    /// The bucket of each, made once.
    private static let made: [RealStore: Task<Void, any Error>] = Dictionary(
        uniqueKeysWithValues: allCases.map { store in (store, Task { try await store.makeBucket() }) })

    private func makeBucket() async throws {
        let account = try await account()
        let settings = try S3Settings("s3://\(Self.bucket)?endpoint=\(account.endpoint)")
        let blobs = S3Blobs(settings, .fixed(AccessKey(id: account.id, secret: .init(account.secret))))
        _ = try await blobs.client.send(StoreRequest(.put))
    }
}

/// Bytes that are the same in each run.
func sample(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var numbers = SeededNumbers(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
        let word = numbers.next()
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
    }
    return Array(bytes.prefix(count))
}

/// Bytes in pieces of one size, each of which comes only when it is asked for.
struct Pieces: AsyncSequence, Sendable {
    let bytes: [UInt8]
    var size = 100_000
    /// After so many bytes it fails.
    var end: Int?

    struct Break: Error {}

    typealias Element = ArraySlice<UInt8>

    struct AsyncIterator: AsyncIteratorProtocol {
        let pieces: Pieces
        var at = 0

        mutating func next() async throws -> ArraySlice<UInt8>? {
            await Task.yield()
            if let end = pieces.end, at >= end { throw Break() }
            guard at < pieces.bytes.count else { return nil }
            let piece = pieces.bytes[at..<Swift.min(at + pieces.size, pieces.bytes.count)]
            at = piece.endIndex
            return piece
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: self) }
}

/// The kind of failure that `body` ends with; `nil` when it does not.
func reason(_ body: () async throws -> Void) async -> BlobError.Reason? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? BlobError)?.reason
    }
}
