import Memory
import Testing

@Suite("Kinds of byte")
struct ByteClassTests {
    @Test(arguments: UInt8.min...UInt8.max)
    func `the table says of each byte what the specifications say`(byte: UInt8) {
        let isLetter = (0x61...0x7A).contains(byte | 0x20) && byte < 128
        let isAlphanumeric = isLetter || (0x30...0x39).contains(byte)
        #expect(ByteClass.token.contains(byte) == (isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(byte)))
        #expect(ByteClass.host.contains(byte) == (isAlphanumeric || "-._~".utf8.contains(byte)))
        #expect(ByteClass.plainPath.contains(byte) == ((0x21...0x7E).contains(byte) && !"/%?#".utf8.contains(byte)))
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func `text ends at the first control, wherever it stands`(byte: UInt8) {
        let ends = byte < 0x20 && byte != 0x09 || byte == 0x7F
        for count in 1...20 {
            for place in 0..<count {
                var text = [UInt8](repeating: place % 2 == 0 ? 0x61 : 0xFF, count: count)
                text[place] = byte
                #expect(text.span.endOfFieldText(in: 0..<count) == (ends ? place : count))
            }
        }
    }

    @Test func `a search stays in its range`() {
        let bytes = Array("ab c".utf8)
        #expect(bytes.span.end(of: .token, in: 0..<4) == 2)
        #expect(bytes.span.end(of: .token, in: 1..<1) == 1)
        #expect(bytes.span.end(of: .token, in: 3..<4) == 4)
        #expect(bytes.span.endOfFieldText(in: 2..<2) == 2)
    }
}
