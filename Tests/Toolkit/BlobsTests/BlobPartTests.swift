import Blobs
import Crypto
import Testing

@Suite("Parts of uploads") struct BlobPartTests {
    private func part(_ number: Int, size: Int = BlobPart.leastSize) -> BlobPart {
        BlobPart(number: number, size: size, digest: SHA256.digest(of: []), tag: "\(number)")
    }

    @Test func `they are put in order, and counted`() throws {
        let (parts, size) = try BlobPart.inOrder([part(7, size: 3), part(2), part(1)])
        #expect(parts.map(\.number) == [1, 2, 7])
        #expect(size == 2 * BlobPart.leastSize + 3)
    }

    @Test func `as many as S3 takes are taken`() throws {
        #expect(try BlobPart.inOrder((1...10_000).map { part($0) }).parts.count == 10_000)
    }

    @Test func `what makes no blob is refused, and why`() {
        let cases: [([BlobPart], String)] = [
            ([], "with 1 to 10000 parts"), ((1...10_001).map { part($0) }, "not with 10001"),
            ([part(1), part(1)], "twice"), ([part(1, size: 5), part(2)], "at least 5242880"), ([part(0)], "no number"),
            ([part(10_001)], "no number"), ([part(-1)], "no number"), ([part(1, size: -1)], "cannot have"),
            ([part(1, size: .max), part(2, size: .max)], "cannot have"),
        ]
        for (parts, message) in cases {
            let error = #expect(throws: BlobError.self) { try BlobPart.inOrder(parts) }
            #expect(error?.reason == .invalid)
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        }
    }
}
