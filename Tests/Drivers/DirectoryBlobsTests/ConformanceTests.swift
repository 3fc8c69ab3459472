import BlobConformance
import DirectoryBlobs
import Foundation
import TestSupport
import Testing

@Suite("A directory keeps what every store promises", .timeLimit(.minutes(3))) struct ConformanceTests {
    @Test(arguments: BlobPromises.sentences)
    func `a directory keeps`(_ sentence: Sentence) async throws {
        let folder = try TemporaryFolder()
        try await sentence.check(DirectoryBlobs(path: folder.path("blobs")))
        // Whatever was refused, cancelled or replaced, its file is gone.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("blobs/+staging")) == [])
    }
}
