import Blobs
import Crypto
import TestSupport
import Testing

@testable import DirectoryBlobs

@Suite("What is recorded behind a blob's bytes") struct TrailerTests {
    @Test(arguments: ["a/b", "text/plain; charset=utf-8", "a/" + String(repeating: "b", count: 125)])
    func `what was written is read`(type: String) throws {
        let trailer = Trailer(digest: SHA256.digest(of: [1, 2, 3]), type: try BlobType(type))
        #expect(trailer.bytes.count == Trailer.size)
        #expect(Trailer(trailer.bytes) == trailer)
        #expect(trailer.bytes.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    }

    @Test func `no bit of it may change`() {
        let bytes = Trailer(digest: SHA256.digest(of: []), type: .bytes).bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                #expect(Trailer(changed) == nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func `other bytes are none`() {
        var numbers = SeededNumbers(seed: 7)
        for count in [0, 1, 255, 256, 257] {
            #expect(Trailer((0..<count).map { _ in UInt8(numbers.below(256)) }) == nil)
        }
    }
}
