import Blobs
import Testing

@Suite("Keys of blobs") struct BlobKeyTests {
    @Test(arguments: [
        "a", "a/b", "A-Z_0.9=", "...", "..a", "a..", ".a/b.", "-", "=", "_", "a=1/b=2/c.parquet", "0/00/000",
        String(repeating: "a", count: 240),
        Array(repeating: String(repeating: "b", count: 95), count: 8)
            .joined(separator: "/"),
    ])
    func `what is a key`(text: String) throws { #expect(try BlobKey(text).text == text) }

    @Test(arguments: [
        "", "/", "/a", "a/", "a//b", ".", "..", "a/.", "a/..", "./a", "../a", "a/../b", "a/./b", "a b", "a\0b", "a\nb",
        "é", "a+b", "a%2Fb", "a\\b", "a:b", "a~", "*", "a?b", "a#b", String(repeating: "a", count: 241),
        Array(repeating: "a", count: 385).joined(separator: "/"),
    ])
    func `what is none, and is told the rule`(text: String) {
        let error = #expect(throws: BlobError.self) { try BlobKey(text) }
        #expect(error?.reason == .invalid)
        #expect(error?.message.contains(BlobKey.rule) == true)
    }

    @Test func `they are ordered by their bytes`() throws {
        let texts = ["a", "a-b", "a.b", "a/b", "a0", "aA", "a_", "aa", "b"]
        let keys = try texts.map { try BlobKey($0) }
        #expect(keys.shuffled().sorted() == keys)
    }

    @Test(arguments: ["", "a", "a/", "a/b", ".", "a/..", "a/.b"])
    func `what may begin keys`(text: String) throws { #expect(try BlobPrefix(text).text == text) }

    @Test(arguments: ["/", "/a", "a//", "./", "../", "a/../", "a b", "a\0"])
    func `what begins no key`(text: String) {
        #expect(throws: BlobError.self) { try BlobPrefix(text) }
    }

    @Test func `a prefix may end within a segment`() throws {
        let key = try BlobKey("runs/42/model")
        for text in ["", "r", "runs/4", "runs/42/model"] { #expect(try BlobPrefix(text).begins(key)) }
        for text in ["runs/5", "runs/42/model/"] { #expect(try !BlobPrefix(text).begins(key)) }
    }

    @Test(arguments: ["a/b", "text/plain; charset=utf-8", "application/vnd.x+json"])
    func `what is a content type`(text: String) throws { #expect(try BlobType(text).text == text) }

    @Test(arguments: [
        "", "a", "/", "a/", "/b", "a/b/c", "a/b\r\nX: y", "é/b", " a/b", "a/b ",

        "a/" + String(repeating: "b", count: 126),
    ])
    func `what is no content type`(text: String) {
        #expect(throws: BlobError.self) { try BlobType(text) }
    }
}
