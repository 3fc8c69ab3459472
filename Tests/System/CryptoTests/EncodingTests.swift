import Testing

@testable import Crypto

@Suite struct EncodingTests {
    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `a published text has its published base64`(text: String, code: String) {
        let bytes = Array(text.utf8)
        let unpadded = String(code.prefix { $0 != "=" })
        #expect(Base64.encode(bytes) == code)
        #expect(Base64.decode(code) == bytes)
        #expect(Base64.encode(bytes, .url) == unpadded)
        #expect(Base64.decode(unpadded, .url) == bytes)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "Zg==Zg==", "Z===", "====", "=", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm 9", "Zm-v",
        "Zm_v", "Zm9vYg==\0\0\0\0", "Zm9vé",
    ])
    func `what is not the one base64 text of its bytes is refused`(code: String) {
        #expect(Base64.decode(code) == nil)
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm9vY", "Zm9v=", "Zm9v\n"])
    func `what is not the one base64url text of its bytes is refused`(code: String) {
        #expect(Base64.decode(code, .url) == nil)
    }

    @Test func `the alphabets differ in two characters`() {
        #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
        #expect(Base64.encode([0xFB, 0xFF, 0xFE], .url) == "-__-")
        #expect(Base64.decode("-__-", .url) == [0xFB, 0xFF, 0xFE])
    }

    @Test func `random bytes of every length come back`() {
        for count in 0..<130 {
            let bytes = RandomBytes.make(count)
            #expect(bytes.count == count)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decode(Base64.encode(bytes, .url), .url) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test func `hexadecimal digits come in pairs`() {
        #expect(Hex.encode([0, 0x7F, 0xFF]) == "007fff")
        #expect(Hex.decode("007FfF") == [0, 0x7F, 0xFF])
        for wrong in ["0", "0g", "g0", "+1", " 1", "0x", "é"] { #expect(Hex.decode(wrong) == nil) }
    }

    @Test func `random bytes do not repeat`() {
        #expect(Set((0..<1000).map { _ in RandomBytes.make(16) }).count == 1000)
        #expect(RandomBytes.make(0).isEmpty)
    }

    @Test func `bytes are equal only when all of them are`() {
        let bytes = RandomBytes.make(64)
        #expect(ConstantTime.areEqual(bytes, bytes))
        #expect(ConstantTime.areEqual([], []))
        #expect(!ConstantTime.areEqual(bytes, Array(bytes.dropLast())))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!ConstantTime.areEqual(bytes, other))
        }
    }
}
