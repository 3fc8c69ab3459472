import Blobs
import Testing

@testable import S3

@Suite("How a stream is cut into parts") struct HeldPartsTests {
    static let small = 5 << 20, large = 8 << 20, most = 10_000

    @Test(arguments: [
        (nil, large), (0, large), (large, large), (large + 1, small), (1 << 30, small), (small * most, small),
        (small * most + 1, large), (large * most, large),
    ])
    func `its size tells that of its parts, and together they are held in little memory`(length: Int?, size: Int) throws
    {
        let cut = HeldParts(ofLength: length)
        #expect(cut.size == size && (cut.atOnce + 1) * cut.size <= 25 << 20)
        #expect((length ?? 0) <= cut.size * Self.most)
        try HeldParts.check(length)
    }

    @Test(arguments: [large * most + 1, .max]) func `what is too long for so many parts is refused`(length: Int) {
        let error = #expect(throws: BlobError.self) { try HeldParts.check(length) }
        #expect(error?.reason == .invalid && error?.message.contains("83886080000") == true)
    }
}
