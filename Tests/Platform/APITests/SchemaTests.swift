import API
import Model
import Testing

@Suite("Schemas") struct SchemaTests {
    struct Box<Item: Codable & Sendable>: Codable, Sendable { var item: Item }
    enum Color: String, Codable, Sendable, CaseIterable { case red, green }
    struct Node: Codable, Sendable { var name: String; var children: [Node]; var parent: Box<Int>? }
    struct Everything: Codable, Sendable, Annotated {
        static let notes: Notes = ["count": "How many."]
        var flag: Bool
        var count: Int
        var ratio: Double?
        var color: Color
        var limit: PageLimit?
        var token: PageToken
        var scores: [String: Double]
        var tags: [String]?
        var small: UInt8?
    }

    @Test func `a schema says what the type decodes`() throws {
        let object = try SchemaReader().properties(of: Everything.self)
        #expect(
            object.properties.map(\.name) == [
                "flag", "count", "ratio", "color", "limit", "token", "scores", "tags", "small",
            ])
        #expect(object.properties.filter(\.isRequired).map(\.name) == ["flag", "count", "color", "token", "scores"])
        #expect(object["flag"]?.schema == .boolean)
        #expect(object["ratio"]?.schema == .number)
        #expect(object["color"]?.schema == .string(Schema.Text(values: ["red", "green"])))
        #expect(object["limit"]?.schema == .integer(1...1000))
        #expect(
            object["token"]?.schema == .string(Schema.Text(lengths: 1...2048, pattern: "^[\\-0-9A-Z_a-z]*$")))
        #expect(object["scores"]?.schema == .map(of: .number))
        #expect(object["tags"]?.schema == .array(of: .string(Schema.Text())))
        #expect(object["small"]?.schema == .integer(0...255))
        #expect(object["count"]?.note == "How many.")
    }

    @Test func `objects become components under the names of their types`() throws {
        let reader = SchemaReader()
        let schema = try reader.schema(of: Page<Readiness.Part>.self)
        #expect(schema == .component("ReadinessPartPage"))
        #expect(reader.components.keys.sorted() == ["ReadinessPart", "ReadinessPartPage"])
        #expect(reader.components["ReadinessPartPage"]?["items"]?.schema == .array(of: .component("ReadinessPart")))
    }

    @Test func `a type may hold itself in a list`() throws {
        let reader = SchemaReader()
        #expect(try reader.schema(of: Node.self) == .component("SchemaTestsNode"))
        #expect(
            reader.components["SchemaTestsNode"]?["children"]?.schema == .array(of: .component("SchemaTestsNode")))
    }

    @Test func `two types of one name are refused`() throws {
        struct Outer { struct Page: Codable { var x: Int } }
        let reader = SchemaReader()
        _ = try reader.schema(of: A.BC.self)
        #expect(throws: SchemaReader.Unreadable.self) { try reader.schema(of: AB.C.self) }
    }

    enum A { struct BC: Codable { var x: Int } }
    enum AB { struct C: Codable { var x: Int } }

    @Test func `a type without a schema is refused`() {
        struct Pair: Codable {
            var left: Int
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                left = try container.decode(Int.self)
            }
        }
        #expect(throws: SchemaReader.Unreadable.self) { try SchemaReader().schema(of: Pair.self) }
    }
}
