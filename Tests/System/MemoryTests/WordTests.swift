import Memory
import Testing

@Suite("Bytes as words")
struct WordTests {
    private let bytes = Array("0123456789abcdefghi".utf8)

    /// What is read of a word, one byte after the other.
    private func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    @Test func `up to eight bytes are one number, wherever they stand and whatever is behind them`() {
        for end in 0...bytes.count {
            let span = bytes.span.extracting(0..<end)
            for count in 0...min(8, end) {
                for start in 0...end - count {
                    #expect(span.word(at: start, count: count) == word(bytes[start..<start + count]))
                }
            }
        }
    }

    @Test(arguments: [UInt8(ascii: "/"), 0])
    func `a part ends at the next separator, or with the bytes`(separator: UInt8) {
        for count in 0...18 {
            for place in 0...count {
                var text = Array(bytes[..<count])
                if place < count { text[place] = separator }
                for start in 0...place {
                    let (end, key) = text.span.part(from: start, until: separator)
                    #expect(end == place)
                    #expect(key == Array(text[start..<place]).span.part(from: 0, until: separator).key)
                    #expect(place - start > 8 || key == word(text[start..<place]))
                }
            }
        }
    }

    @Test func `bytes are equal when all of them are`() {
        for count in 0...bytes.count {
            let some = Array(bytes[..<count])
            let longer = some + [0]
            let isEqual = some.span.isEqual(to: bytes.span.extracting(0..<count))
            let isPart = some.span.isEqual(to: longer.span)
            #expect(isEqual && !isPart)
            for place in 0..<count {
                var other = some
                other[place] ^= 0x80
                let isEqual = some.span.isEqual(to: other.span)
                #expect(!isEqual)
            }
        }
    }

    @Test func `room is filled by bytes, literals and digits`() {
        let text = [UInt8](capacity: 64) { room in
            room.append("id: ")
            room.append(hexadecimal: 0x0123_4567_89AB_CDEF, 0xFFFF_0000_9090_0A0F)
            room.append(span: Array("\r\n".utf8).span)
        }
        #expect(text == Array("id: 0123456789abcdefffff000090900a0f\r\n".utf8))
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func `only the case of ASCII letters is no difference`(byte: UInt8) {
        let isCapital = (0x41...0x5A).contains(byte)
        let lower = isCapital ? byte | 0x20 : byte
        for count in 1...17 {
            for place in 0..<count {
                var one = Array(bytes[..<count]), other = one
                one[place] = byte
                other[place] = lower
                #expect(isEqual(one, other))
                other[place] = byte ^ 0x20
                let isLetter = (0x61...0x7A).contains(byte | 0x20) && byte < 128
                #expect(isEqual(one, other) == isLetter)
            }
        }
        #expect(!isEqual(bytes, Array(bytes.dropLast())))
        let (name, odd) = (Array("Content-LENGTH".utf8), Array("Content_LENGTH".utf8))
        let (isName, isOdd) = (
            name.span.isEqual(folding: "content-length"), odd.span.isEqual(folding: "content-length")
        )
        #expect(isName && !isOdd)
    }

    private func isEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool { one.span.isEqual(folding: other.span) }
}
