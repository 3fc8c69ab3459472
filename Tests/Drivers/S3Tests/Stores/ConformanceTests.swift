import BlobConformance
import Blobs
import TestSupport
import Testing

@testable import S3

@Suite("An S3 store keeps what every store promises", .serialized, .timeLimit(.minutes(10))) struct ConformanceTests {
    @Test(arguments: kept(by: .swift)) func `OpenStack Swift keeps`(_ sentence: Sentence) async throws {
        let blobs = try await RealStore.swift.blobs()
        try await sentence.check(blobs)
        // Whatever was refused or cancelled, its parts are gone.
        #expect(try await blobs.unfinished(.all, after: nil, limit: 1).isEmpty)
    }

    @Test(arguments: kept(by: .rclone)) func `rclone keeps`(_ sentence: Sentence) async throws {
        try await sentence.check(try await RealStore.rclone.blobs())
    }

    static func kept(by store: RealStore) -> [Sentence] {
        BlobPromises.sentences.filter { sentence in lost[store]?.contains(sentence.testDescription) != true }
    }

    /// What a server does not keep though it is asked as S3 wants to be asked.
    static let lost: [RealStore: Set<String>] = [
        // It takes a part of an upload that has been completed, which then belongs to nothing.
        .swift: ["what has ended is no upload any more"],
        .rclone: [
            // It forgets metadata, the digest among them.
            "who reads while others put sees a whole blob each time", "a copy has the bytes, the type and the digest",
            // While one is put it tells no ETag of the one before.
            "of several puts to one key one wins whole",
            // To its folders a key cannot begin another.
            "what was deleted is gone, and nothing else", "a key may begin another",
            "1,000 keys are listed in pages, each once and in the order of bytes",
            // It writes parts on as they come: none may come anew, be missing, or be left out.
            "a part that was put anew is not the one that was named", "of a part that is put twice the last counts",
            "a part that was never put cannot be named, and the upload goes on", "parts that are not named are dropped",
            "no part, a part named twice, and a small part before another are refused",
            "parts may come and be named in any order, with gaps",
            // Its uploads are known by their name alone, and are listed from the beginning again.
            "an upload that never was is not found, whatever its name",
            "uploads that have not ended are listed in pages, by key and by what begins it",
        ],
    ]

    @Test(arguments: RealStore.allCases) func `what is not kept is a promise still`(store: RealStore) {
        let all = Set(BlobPromises.sentences.map(\.testDescription))
        #expect(Self.lost[store]?.isSubset(of: all) == true)
    }
}
