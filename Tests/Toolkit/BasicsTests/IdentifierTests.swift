import Basics
import Foundation
import Testing

@Suite("Identifier") struct IdentifierTests {
    private typealias ID = Identifier<IdentifierTests>

    @Test func `a new one begins with its time and is a UUID of version 7`() throws {
        var generator = SystemRandomNumberGenerator()
        let text = ID(at: Instant(milliseconds: 0x0123_4567_89AB), using: &generator).description
        #expect(text.hasPrefix("0123456789ab7"))
        let variant = try #require(text.dropFirst(16).first)
        #expect("89ab".contains(variant))
        #expect(text.count == 32)
    }

    @Test func `a thousand of one moment differ`() {
        #expect(Set((0..<1000).map { _ in ID() }).count == 1000)
    }

    @Test func `it reads back, and sorts as its text does`() throws {
        let texts = [
            "00000000000000000000000000000000", "0123456789abcdef0123456789abcdef", String(repeating: "f", count: 32),
        ]
        let identifiers = try texts.map { try #require(ID($0)) }
        #expect(identifiers.map(\.description) == texts)
        #expect(identifiers == identifiers.sorted())
    }

    @Test(arguments: [
        "", "0", String(repeating: "0", count: 31), String(repeating: "0", count: 33),
        String(repeating: "F", count: 32),
        "01234567-89ab-cdef-0123-456789abcdef", String(repeating: "g", count: 32),
        " " + String(repeating: "0", count: 31),
    ])
    func `another spelling is refused`(text: String) { #expect(ID(text) == nil) }

    @Test func `in JSON it is its text`() throws {
        let identifier = ID()
        let bytes = try JSONEncoder().encode([identifier])
        #expect(String(decoding: bytes, as: UTF8.self) == "[\"\(identifier)\"]")
        #expect(try JSONDecoder().decode([ID].self, from: bytes) == [identifier])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([ID].self, from: Data(#"["x"]"#.utf8)) }
    }
}
