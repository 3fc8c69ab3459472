import Foundation
import JSON
import Testing

/// The names of keys are kept as bytes, whatever they are.
@Suite("Names of keys") struct KeyNameTests {
    struct Odd: Codable, Equatable {
        var plain = 1
        var quoted = 2
        var long = 3
        var longest = 4
        var tooLong = 5
        var beyond = 6
        var none = 7
        enum CodingKeys: String, CodingKey {
            case plain
            case quoted = "a \"quote\"\\\n"
            case long = "nine_byte"
            case longest = "abcdefghijklmnopqrstuvwxyz0"
            case tooLong = "abcdefghijklmnopqrstuvwxyz01"
            case beyond = "名前"
            case none = ""
        }
    }

    @Test func `names of every kind are read and written`() throws {
        for _ in 0..<3 {
            let text = try Odd().json()
            #expect(try Odd(json: text) == Odd())
            #expect(try JSONDecoder().decode(Odd.self, from: Data(text)) == Odd())
        }
    }

    @Test func `names that begin alike are told apart`() throws {
        struct Alike: Codable, Equatable {
            var abcdefgh = 1
            var abcdefghi = 2
            var abcdefghj = 3
            var abcdefghijklmnop = 4
            var abcdefghijklmnoq = 5
        }
        let reversed =
            #"{"abcdefghijklmnoq":5,"abcdefghijklmnop":4,"abcdefghj":3,"abcdefghi":2,"abcdefgh":1}"#
        for text in [String(decoding: try Alike().json(), as: UTF8.self), reversed] {
            for _ in 0..<3 { #expect(try Alike(json: text) == Alike()) }
        }
        #expect(throws: JSONError.self) { try Alike(json: #"{"abcdefgx":1}"#) }
    }

    /// A key of one byte that is no enumeration.
    struct Numbered: CodingKey {
        let value: UInt8
        init(_ value: UInt8) { self.value = value }
        init?(stringValue: String) { return nil }
        init?(intValue: Int) { return nil }
        var stringValue: String { "key_\(value)" }
        var intValue: Int? { nil }
    }
    struct Many: Codable, Equatable {
        var values: [Int]

        init(_ values: [Int]) { self.values = values }
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Numbered.self)
            values = try (0...255).map { try container.decode(Int.self, forKey: Numbered($0)) }
        }
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Numbered.self)
            for (i, value) in values.enumerated() { try container.encode(value, forKey: Numbered(UInt8(i))) }
        }
    }

    @Test func `an object may have any number of names`() throws {
        for start in 0..<3 {
            let many = Many(Array(start..<start + 256))
            #expect(try Many(json: many.json()) == many)
        }
    }

    @Test func `strings of every length are read and written`() throws {
        for length in 0..<40 {
            for special in ["", "\"", "\\", "\u{1F}", "\u{7F}", "é", "名", "\0"] {
                for place in 0...length {
                    let text =
                        String(repeating: "a", count: place) + special + String(repeating: "z", count: length - place)
                    let json = try [text].json()
                    #expect(try [String](json: json) == [text])
                    #expect(try JSONDecoder().decode([String].self, from: Data(json)) == [text])
                }
            }
        }
    }

    @Test(
        arguments: [
            (#"{"name":1,"start_time":2,"tag":3}"#, nil), (#"{"tag":1,"start_time":2,"name":3}"#, nil), ("{}", nil),
            ("[1]", nil), (#"{"name":1,"start_tame":2}"#, "start_tame"), (#"{"nam":1}"#, "nam"),
            (#"{"name":{"other":1},"names":1}"#, "names"), (#"{"":1}"#, ""), (#"{"start_ti":1}"#, "start_ti"),
        ] as [(String, String?)])
    func `a member that is not known is found`(_ text: String, _ unknown: String?) throws {
        var tape = Tape()
        try tape.scan(Array(text.utf8))
        #expect(MemberNames(["name", "start_time", "tag"]).unknown(in: tape.root()) == unknown)
        if !text.contains(":") { #expect(MemberNames([]).unknown(in: tape.root()) == nil) }
    }
}
