import Memory
import Testing

@Suite("Text stores") struct TextStoreTests {
    private func bytes(_ view: TextView) -> [UInt8] { view.bytes(at: 0, count: view.byteCount) }

    @Test func `what is appended is there, however far the text grows`() {
        let store = TextStore()
        var expected: [UInt8] = []
        for i in 0..<2_000 {
            let part = Array("part \(i) ".utf8)
            store.view.append(part.span)
            store.view.append(UInt8(ascii: "."))
            store.view.append("end")
            expected += part + Array(".end".utf8)
        }
        #expect(bytes(store.view) == expected)
        #expect(store.view.lastByte == UInt8(ascii: "d"))
        store.view.removeBytes(from: 4)
        #expect(bytes(store.view) == Array("part".utf8))
        store.view.clear()
        #expect(store.view.byteCount == 0 && store.view.lastByte == 0)
    }

    @Test func `words are kept, changed and taken away`() {
        let store = TextStore()
        for word in 0..<1_000 as Range<UInt64> { store.view.append(word: word * 3) }
        store.view[word: 500] = 1
        #expect(store.view[word: 500] == 1 && store.view[word: 999] == 2_997)
        #expect(store.view.removeLastWord() == 2_997)
        #expect(store.view.wordCount == 999)
    }

    @Test func `parts are compared byte for byte`() {
        let store = TextStore()
        store.view.append("0123456789abcdef0123456789abcdeX")
        #expect(store.view.isEqual(at: 0, count: 10, to: "0123456789"))
        #expect(!store.view.isEqual(at: 0, count: 9, to: "0123456789"))
        #expect(!store.view.isEqual(at: 1, count: 10, to: "0123456789"))
        #expect(store.view.isEqual(at: 0, to: 16, count: 15))
        #expect(!store.view.isEqual(at: 0, to: 16, count: 16))
        #expect(store.view.isEqual(at: 3, count: 0, to: ""))
        #expect(store.view.string(at: 10, count: 3) == "abc")
    }

    @Test func `integers are written in decimal`() {
        let store = TextStore()
        var values: [Int64] = [0, 1, -1, .min, .max, .min + 1]
        var power: Int64 = 1
        for _ in 0..<18 {
            power *= 10
            values += [power - 1, power, power + 1, 1 - power, -power, -power - 1]
        }
        for value in values {
            store.view.clear()
            store.view.append(decimal: value)
            #expect(store.view.string(at: 0, count: store.view.byteCount) == "\(value)")
        }
    }

    @Test func `a point is set among the digits`() {
        let store = TextStore()
        for (value, places, text) in [
            (42, 6, "0.000042"), (0, 1, "0.0"), (10, 1, "1.0"), (125, 3, "0.125"), (.max, 1, "1844674407370955161.5"),
            (9_999_999_999, 7, "999.9999999"),
        ] as [(UInt64, Int, String)] {
            store.view.clear()
            store.view.append(decimal: value, places: places)
            #expect(store.view.string(at: 0, count: store.view.byteCount) == text)
        }
    }

    @Test func `short decimals are read, and all else is not`() {
        let store = TextStore()
        func read(_ text: String) -> PlainDecimal? {
            store.view.clear()
            store.view.append(text.utf8Span.span)
            return store.view.plainDecimal(at: 0, count: store.view.byteCount)
        }
        let number = read("-12.0345")
        #expect(number?.isNegative == true && number?.digits == 120_345 && number?.places == 4)
        #expect(read("7")?.places == 0)
        for text in ["", "1e5", "1.2.3", "12a", "1-", "12345678901234567890"] { #expect(read(text) == nil, "\(text)") }
    }

    @Test func `a text is copied in quotes up to what must be escaped`() {
        let store = TextStore()
        #expect(store.view.append(quoted: "plain text, and more é") == nil)
        #expect(bytes(store.view) == Array("\"plain text, and more é\"".utf8))
        for length in 0..<20 {
            for special in ["\"", "\\", "\n", "\0", "\u{1F}"] {
                store.view.clear()
                let plain = String(repeating: "x", count: length)
                #expect(store.view.append(quoted: plain + special + plain) == length)
                #expect(bytes(store.view) == Array("\"\(plain)".utf8))
            }
        }
    }

    @Test func `a cursor ends at the end, also where zeros stand in the text`() {
        let store = TextStore()
        store.view.append([0x31, 0, 0x20, 0x78, 0x22].span)
        store.view.read(from: 0) { cursor in
            cursor.skipDigits()
            #expect(cursor.offset == 1 && cursor.byte == 0 && !cursor.isAtEnd)
            cursor.skip()
            #expect(cursor.skipSpace() == UInt8(ascii: "x"))
            cursor.skipPlain()
            #expect(cursor.offset == 4 && cursor.byte == 0x22)
            #expect(cursor.word == 0x22 && cursor.byte(ahead: 15) == 0)
            cursor.skip()
            cursor.skipPlain()
            cursor.skipDigits()
            _ = cursor.skipSpace()
            #expect(cursor.isAtEnd && cursor.byte == 0)
            cursor.put(0x41, at: 3)
            cursor.move(from: 3, to: 0, count: 2)
        }
        #expect(bytes(store.view) == [0x41, 0x22, 0x20, 0x41, 0x22])
    }

    @Test func `a store takes over memory, but nothing of what stood in it`() {
        for _ in 0..<100 {
            let store = TextStore()
            #expect(store.view.byteCount == 0 && store.view.wordCount == 0)
            store.view.append("something")
            store.view.append(word: 1)
        }
    }

    @Test func `a view that outlives its store stops the process`() async {
        await #expect(processExitsWith: .failure) {
            func escape() -> TextView {
                let store = TextStore()
                store.view.append("gone")
                return store.view
            }
            _ = escape().byteCount
        }
    }

    @Test func `a place outside of the text or of the words stops the process`() async {
        await #expect(processExitsWith: .failure) {
            let store = TextStore()
            store.view.append("four")
            _ = store.view.string(at: 2, count: 3)
        }
        await #expect(processExitsWith: .failure) {
            let store = TextStore()
            store.view.append(word: 1)
            _ = store.view[word: 1]
        }
        await #expect(processExitsWith: .failure) {
            let store = TextStore()
            store.view.append("four")
            store.view.read(from: 0) { cursor in cursor.skip(5) }
        }
        await #expect(processExitsWith: .failure) {
            let store = TextStore()
            let view = store.view
            view.read(from: 0) { _ in view.reserve(1_000_000) }
        }
    }
}

@Suite("Special bytes") struct TextBytesTests {
    @Test func `the first special byte of eight is found, whatever stands behind it`() {
        for byte in 0...255 as ClosedRange<UInt8> {
            for place in 0..<8 {
                for filler in [0x61, 0x20, 0x7F, 0x21, 0x23, 0x5B, 0x5D] as [UInt8] {
                    var bytes = [UInt8](repeating: filler, count: 8)
                    bytes[place] = byte
                    let word = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                    let isSpecial = byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x80
                    let found = TextBytes.special(word)
                    #expect(found == 0 ? !isSpecial : isSpecial && found.trailingZeroBitCount >> 3 == place)
                    #expect(TextBytes.mustEscape(word) == (isSpecial && byte < 0x80))
                }
            }
        }
    }
}
