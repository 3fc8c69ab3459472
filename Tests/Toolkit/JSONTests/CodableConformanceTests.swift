import Foundation
import JSON
import Testing

/// Every shape of `Codable` is read and written as Foundation's coders do.
@Suite("Codable as Foundation has it") struct CodableConformanceTests {
    /// Writes with both, reads what each wrote with each, and compares the values.
    private func check<Value: Codable & Equatable>(_ value: Value) throws {
        let (own, peer) = (try value.json(), try JSONEncoder().encode(value))
        #expect(try tree(Data(own)).isEqual(try tree(peer)), "\(String(decoding: own, as: UTF8.self))")
        #expect(try Value(json: own) == value)
        #expect(try Value(json: Array(peer)) == value)
        #expect(try JSONDecoder().decode(Value.self, from: Data(own)) == value)
    }

    private func tree(_ text: Data) throws -> NSObject {
        try #require(JSONSerialization.jsonObject(with: text, options: .fragmentsAllowed) as? NSObject)
    }

    @Test func `numbers, strings and truth values`() throws {
        try check(true)
        try check([1, -1, 0])
        try check([Int8.min, .max])
        try check([UInt64.max, 0])
        try check([Int64.min, .max])
        try check([Int16.min, .max])
        try check([Int32.min, .max])
        try check([UInt8.max])
        try check([UInt16.max])
        try check([UInt32.max])
        try check([UInt.max])
        try check([0.1, 1.0, -2.5e-7, 1e300])
        try check([Float(0.1), 3])
        try check([
            "", "a", "\"\\/\n\t\u{8}\u{C}\r\u{1}\u{1F}\u{7F}", "é€😀", "\u{2028}", "a longer one than fits in a word",
        ])
    }

    @Test func `arrays, dictionaries, sets and optionals`() throws {
        try check([[[1], []], []] as [[[Int]]])
        try check([nil, 1, nil] as [Int?])
        try check(["a": 1, "b": 2])
        try check(["a": nil, "b": 2] as [String: Int?])
        try check([1: "a", -5: "b"])
        try check(["x": ["y": ["z": [1.5]]]])
        try check(Set([3]))
        try check([Level.high: 1])
        try check([Coded.first: 1])
        try check(Optional("x"))
        try check([["a": [Optional(1), nil]]])
        try check([String]())
        try check([String: Int]())
        try check(["needs \"escapes\"\n": 1])
    }

    enum Level: String, Codable { case low, high }
    enum Coded: String, Codable, CodingKeyRepresentable { case first }
    enum Number: Int, Codable { case one = 1, two }
    enum Shape: Codable, Equatable {
        case dot
        case circle(radius: Double)
        case box(Int, Int)
        case named(String, inner: [Level])
    }

    @Test func `enumerations, with raw and with associated values`() throws {
        try check([Level.low, .high])
        try check([Number.two])
        try check([Shape.dot, .circle(radius: 2), .box(1, 2), .named("x", inner: [.low])])
    }

    struct Everything: Codable, Equatable {
        var a = 1
        var b: Int?
        var c: String? = "c"
        var d: [Double] = [1.5]
        var e: [String: Level] = ["x": .low]
        var f = Inner()
        var g: [Inner?] = [Inner(), nil]
        var h: Bool? = false
        var i: Double?
        var j: Int64? = 5
        var k: UInt8? = 9
        struct Inner: Codable, Equatable {
            var name = "n"
            var shape = Shape.circle(radius: 1)
            enum CodingKeys: String, CodingKey { case name = "inner_name", shape }
        }
    }

    struct Empty: Codable, Equatable {}

    @Test func `structs in structs`() throws {
        try check(Everything())
        try check([Everything()])
        try check(Empty())
        try check([Empty(), Empty()])
        try check(["a": Empty()])
    }

    @Test func `a type that writes nothing is an empty object`() throws {
        struct Silent: Encodable { func encode(to encoder: any Encoder) {} }
        #expect(try Silent().json() == Array("{}".utf8))
        #expect(try [Silent(), Silent()].json() == Array("[{},{}]".utf8))
        #expect(try ["a": Silent()].json() == Array("{\"a\":{}}".utf8))
    }

    class Base: Codable {
        var name = "base"
    }
    final class Derived: Base {
        var count = 3
        enum CodingKeys: String, CodingKey { case count }
        override init() { super.init() }
        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            count = try container.decode(Int.self, forKey: .count)
            try super.init(from: try container.superDecoder())
        }
        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(count, forKey: .count)
            try super.encode(to: container.superEncoder())
        }
    }

    @Test func `a class and its superclass`() throws {
        let object = Derived()
        object.name = "other"
        let text = try object.json()
        #expect(String(decoding: text, as: UTF8.self) == #"{"count":3,"super":{"name":"other"}}"#)
        #expect(try Derived(json: text).name == "other")
        #expect(try JSONDecoder().decode(Derived.self, from: Data(text)).name == "other")
    }

    /// Writes its parts into one object, as types do that are flattened into another.
    struct Flat: Codable, Equatable {
        var base = Empty()
        var inner = Everything.Inner()
        var extra = 7
        enum CodingKeys: String, CodingKey { case extra }
        init() {}
        init(from decoder: any Decoder) throws {
            inner = try Everything.Inner(from: decoder)
            extra = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .extra)
        }
        func encode(to encoder: any Encoder) throws {
            try inner.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(extra, forKey: .extra)
        }
    }

    /// Uses every nested container by hand.
    struct Nested: Codable, Equatable {
        var values = [1, 2]
        var name = "x"
        enum Keys: String, CodingKey { case outer, list, deep, name, none }
        init() {}
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            #expect(Set(container.allKeys) == [.outer, .list, .none])
            #expect(container.contains(.none) && !container.contains(.deep))
            #expect(try container.decodeNil(forKey: .none))
            let outer = try container.nestedContainer(keyedBy: Keys.self, forKey: .outer)
            name = try outer.decode(String.self, forKey: .name)
            var list = try container.nestedUnkeyedContainer(forKey: .list)
            #expect(list.count == 4)
            values = [try list.decode(Int.self)]
            var deep = try list.nestedUnkeyedContainer()
            values.append(try deep.decode(Int.self))
            #expect(deep.isAtEnd && list.currentIndex == 2)
            #expect(try list.decodeNil())
            let inner = try list.nestedContainer(keyedBy: Keys.self)
            #expect(try inner.decode(Bool.self, forKey: .deep))
            #expect(list.isAtEnd)
            #expect(throws: (any Error).self) { try list.decode(Int.self) }
        }
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            var outer = container.nestedContainer(keyedBy: Keys.self, forKey: .outer)
            try outer.encode(name, forKey: .name)
            var list = container.nestedUnkeyedContainer(forKey: .list)
            try list.encode(values[0])
            var deep = list.nestedUnkeyedContainer()
            try deep.encode(values[1])
            try list.encodeNil()
            var inner = list.nestedContainer(keyedBy: Keys.self)
            try inner.encode(true, forKey: .deep)
            try container.encodeNil(forKey: .none)
        }
    }

    @Test func `flattened types and nested containers`() throws {
        try check(Flat())
        try check(Nested())
        try check([Nested(), Nested()])
    }

    @Test func `values of any kind`() throws {
        try check(["a": [1, 2.5, "x", nil, true, ["b": []]]] as JSONValue)
        try check(JSONValue.null)
    }

    @Test func `a container that was left cannot be written to again`() {
        struct Crossed: Encodable {
            enum Keys: String, CodingKey { case a, b }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                var first = container.nestedUnkeyedContainer(forKey: .a)
                var second = container.nestedUnkeyedContainer(forKey: .b)
                try second.encode(1)
                try first.encode(2)
            }
        }
        let error = #expect(throws: JSONError.self) { try Crossed().json() }
        #expect(error?.message.contains("was written to after") == true)
        struct Silent: Encodable {
            enum Keys: String, CodingKey { case a, b }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                var first = container.nestedUnkeyedContainer(forKey: .a)
                _ = container.nestedUnkeyedContainer(forKey: .b)
                _ = first.nestedUnkeyedContainer()
            }
        }
        #expect(throws: JSONError.self) { try Silent().json() }
    }
}
