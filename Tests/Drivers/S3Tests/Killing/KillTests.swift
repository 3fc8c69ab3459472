import Basics
import Blobs
import TestSupport
import Testing

@testable import S3

@Suite("An S3 store that is killed", .serialized, .timeLimit(.minutes(10))) struct KillTests {
    static let seeds: Range<UInt64> = 0..<(Place.isLong ? 20 : 2)

    @Test(arguments: RealStore.allCases, seeds)
    func `has all that it acknowledged, whole and once, when it is back`(store: RealStore, seed: UInt64) async throws {
        let own = try await OwnStore(store), blobs = own.blobs
        let callers = try await call(own, seed)

        let key = try BlobKey("after")
        #expect(await reason { _ = try await blobs.put(.bytes([1]), at: key) } == .unavailable)
        #expect(await reason { _ = try await blobs.get(key) } == .unavailable)
        #expect(await reason { _ = try await blobs.list(.all) } == .unavailable)
        #expect(await reason { try await blobs.delete([key]) } == .unavailable)

        try await own.start()
        try await blobs.put(.bytes([1]), at: key)
        #expect(try await blobs.get(key).collect(upTo: 1) == [1])
        // To rclone what is being written is a file that grows.
        let isWhole = store == .swift
        var found: [BlobKey] = [key]
        for caller in callers { found += try await caller.found(amidDoubt: isWhole) }
        let listed = try await blobs.list(.all).entries.map(\.key)
        // What was under way may be there without being listed, for a store writes one after the other, or the reverse.
        let doubtful = Set(callers.flatMap(\.doubtful))
        #expect(listed.filter { !doubtful.contains($0) } == found.filter { !doubtful.contains($0) }.sorted())
        #expect(Set(listed).count == listed.count)

        _ = try await blobs.sweep(before: .now + .seconds(3600))
        #expect(try await blobs.unfinished(.all, after: nil, limit: 10).isEmpty)
        #expect(try await blobs.list(.all).entries.map(\.key) == listed)
    }

    /// Has four callers at work until the store is killed; each is told that it is unavailable.
    private func call(_ own: OwnStore, _ seed: UInt64) async throws -> [Caller] {
        var numbers = SeededNumbers(seed: seed)
        let moment = Moment(after: 50 + numbers.below(500))
        let callers = (0..<4).map { Caller(own.blobs, name: "caller\($0)", seed: numbers.next(), until: moment) }
        return try await withThrowingTaskGroup(of: Caller.self) { group in
            for caller in callers {
                group.addTask {
                    var caller = caller
                    let failure = await caller.run()
                    #expect((failure as? BlobError)?.reason == .unavailable, "\(failure)")
                    return caller
                }
            }
            await moment.comes()
            try await own.kill()
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `goes on with the uploads that it knew`() async throws {
        let own = try await OwnStore(.swift), blobs = own.blobs, key = try BlobKey("parts"), bytes = sample(6 << 20)
        let upload = try await blobs.begin(key, type: .bytes)
        let first = try await blobs.put(part: 1, of: upload, .bytes(Array(bytes[..<(5 << 20)])))
        try await own.kill()
        let rest = BlobSource.bytes(Array(bytes[(5 << 20)...]))
        #expect(await reason { _ = try await blobs.put(part: 2, of: upload, rest) } == .unavailable)
        #expect(await reason { _ = try await blobs.complete(upload, [first]) } == .unavailable)
        try await own.start()
        let second = try await blobs.put(part: 2, of: upload, rest)
        _ = try await blobs.complete(upload, [first, second], size: bytes.count)
        #expect(try await blobs.get(key).collect(upTo: bytes.count) == bytes)
    }
}
