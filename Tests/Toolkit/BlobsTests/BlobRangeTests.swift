import Blobs
import Testing

@Suite("Ranges of blobs") struct BlobRangeTests {
    @Test(arguments: [
        (BlobRange.whole, 10, 0..<10), (.whole, 0, 0..<0), (.from(0), 10, 0..<10), (.from(9), 10, 9..<10),
        (.bytes(2..<4), 10, 2..<4), (.bytes(9..<99), 10, 9..<10), (.bytes(0..<Int.max), 1, 0..<1),
        (.last(3), 10, 7..<10), (.last(99), 10, 0..<10), (.last(.max), 1, 0..<1),
    ])
    func `what is there is given`(range: BlobRange, size: Int, bytes: Range<Int>) throws {
        #expect(try range.resolved(size: size) == bytes)
    }

    @Test(arguments: [
        (BlobRange.from(10), 10), (.from(-1), 10), (.from(.max), 10), (.from(0), 0), (.bytes(10..<11), 10),
        (.bytes(3..<3), 10), (.bytes(-1..<3), 10), (.last(0), 10), (.last(-1), 10), (.last(1), 0),
    ])
    func `where nothing is, that is said`(range: BlobRange, size: Int) {
        let error = #expect(throws: BlobError.self) { try range.resolved(size: size) }
        #expect(error?.reason == .outside)
    }
}
