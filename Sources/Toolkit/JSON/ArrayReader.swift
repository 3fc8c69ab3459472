import Memory

/// The values of an array, for a type's own `init(from:)`. A text member is an array of what is given under its name.
struct ArrayReader: UnkeyedDecodingContainer {
    let node: Node
    // With these it is three words, so that it fits into an existential. The number of the value is found by walking;
    // only those ask for it who want to know where they are.
    private var next: UInt32
    private let end: UInt32

    init(node: Node) {
        self.node = node
        let slot = node.slot
        switch slot.kind {
        case .array: (next, end) = (node.index + 1, UInt32(truncatingIfNeeded: slot.offset))
        case .text, .texts: (next, end) = (UInt32(truncatingIfNeeded: node.firstText), .max)
        default: (next, end) = (0, 0)
        }
    }

    var codingPath: [any CodingKey] { node.codingPath }
    var count: Int? {
        let slot = node.slot
        if slot.kind == .array { return slot.count }
        return node.slot.kind == .text || node.slot.kind == .texts ? node.textCount : 0
    }
    var currentIndex: Int {
        var index = 0
        var i = end == .max ? node.firstText : Int(node.index) + 1
        while i < next {
            i = end == .max ? node.text(behind: i) : node.slot(behind: i)
            index += 1
        }
        return index
    }
    var isAtEnd: Bool { next >= end }

    private mutating func take() throws(JSONError) -> Node {
        guard !isAtEnd else { throw node.fault(.missing) }
        let value = Node(node.view, Int(next))
        if end == .max {
            next = UInt32(truncatingIfNeeded: node.text(behind: Int(next)))
        } else {
            next = UInt32(truncatingIfNeeded: node.slot(behind: Int(next)))
        }
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd else { throw node.fault(.missing) }
        guard end != .max, node.slot(Int(next)).kind == .null else { return false }
        next += 1
        return true
    }
    mutating func decode(_ type: Bool.Type) throws -> Bool { try take().boolean() }
    mutating func decode(_ type: String.Type) throws -> String { try take().string() }
    mutating func decode(_ type: Double.Type) throws -> Double { try take().number() }
    mutating func decode(_ type: Float.Type) throws -> Float { try take().float() }
    mutating func decode(_ type: Int.Type) throws -> Int { Int(try take().integer()) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try take().integer(type) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try take().integer(type) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try take().integer(type) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try take().integer() }
    mutating func decode(_ type: Int128.Type) throws -> Int128 { try take().integer(type) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try take().integer(type) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take().integer(type) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take().integer(type) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try take().integer(type) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try take().integer(type) }
    mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try take().integer(type) }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try take().decode(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try take().keyed(by: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try take().unkeyed() }
    mutating func superDecoder() throws -> any Decoder { NodeDecoder(node: try take()) }
}
