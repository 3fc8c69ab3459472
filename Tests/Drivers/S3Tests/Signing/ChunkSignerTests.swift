import Basics
import Crypto
import HTTP
import Testing

@testable import S3

@Suite("A body in signed chunks is that of AWS's example") struct ChunkSignerTests {
    /// `Signature calculations for the Authorization header: transferring payload in multiple chunks`, whose chunks
    /// have 64 KiB.
    @Test func `each chunk is signed over the one before`() throws {
        let signer = SignerTests.signer
        var message = SignedMessage(
            method: .put, path: "/examplebucket/chunkObject.txt",
            fields: [
                .init(name: "host", value: "s3.amazonaws.com"), .init(name: "content-encoding", value: "aws-chunked"),
                .init(name: "content-length", value: "66824"),
                .init(name: "x-amz-decoded-content-length", value: "66560"),
                .init(name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"),
            ])
        message = signer.signed(message, .chunks, at: SignerTests.may)
        #expect(
            SignerTests.signature(message) == "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
        var chunks = try #require(signer.chunkSigner(for: message, at: SignerTests.may))
        let body = [UInt8](repeating: UInt8(ascii: "a"), count: 66_560)
        let heads = [Array(body[..<65_536]), Array(body[65_536...]), []].map { part in
            String(decoding: chunks.chunk(part.span).prefix { $0 != 13 }, as: UTF8.self)
        }
        #expect(
            heads == [
                "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            ])
    }

    @Test(arguments: [0, 1, 131_071, 131_072, 131_073, 1_000_000])
    func `how long it will be is known beforehand`(length: Int) throws {
        let signed = SignerTests.signer.signed(
            SignedMessage(method: .put, path: "/a", fields: [SignerTests.host]), .chunks, at: SignerTests.may)
        var chunks = try #require(SignerTests.signer.chunkSigner(for: signed, at: SignerTests.may))
        var total = 0
        for start in stride(from: 0, to: length, by: ChunkSigner.chunkSize) {
            let part = [UInt8](repeating: 7, count: min(ChunkSigner.chunkSize, length - start))
            total += chunks.chunk(part.span).count
        }
        total += chunks.chunk([UInt8]().span).count
        #expect(total == ChunkSigner.encodedLength(of: length))
    }
}
