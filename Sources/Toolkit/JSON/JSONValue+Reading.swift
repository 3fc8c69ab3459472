import Memory

extension JSONValue: JSONReadable {
    /// An integer that 64 bits do not hold is refused, not rounded; minus zero is a number, so that its sign stays.
    @usableFromInline package init(_ node: Node) throws(JSONError) {
        let slot = node.slot
        switch slot.kind {
        case .no: self = .boolean(false)
        case .yes: self = .boolean(true)
        case .integer:
            let value = try node.integer()
            self = value == 0 && slot.count == 2 ? .number(-0.0) : .integer(value)
        case .number: self = .number(try node.number())
        case .string, .text: self = .string(try node.string())
        case .array, .texts: self = .array(try [JSONValue](node))
        case .object: self = .object(try JSONObject(node))
        default: self = .null
        }
    }
}

extension JSONObject: JSONReadable {
    @usableFromInline package init(_ node: Node) throws(JSONError) {
        guard node.slot.kind == .object else { throw node.mismatch("an object") }
        var members: [Member] = []
        members.reserveCapacity(node.slot.count)
        let end = node.slot.offset
        var i = node.place + 2
        while i < end {
            let name = node.slot(i)
            let value = Node(node.view, i + 1)
            i = node.slot(behind: i + 1)
            guard name.kind == .string else { continue }
            let text = node.view.string(at: name.offset, count: name.count)
            members.append((text, try JSONValue(value)))
        }
        self.init(distinct: members)
    }
}

extension JSONValue: Decodable {
    package init(from decoder: any Decoder) throws {
        if let decoder = decoder as? NodeDecoder {
            self = try JSONValue(decoder.node)
        } else if let container = try? decoder.container(keyedBy: PathKey.self) {
            self = .object(
                JSONObject(try container.allKeys.map { ($0.stringValue, try container.decode(Self.self, forKey: $0)) }))
        } else if var container = try? decoder.unkeyedContainer() {
            var values: [JSONValue] = []
            while !container.isAtEnd { values.append(try container.decode(Self.self)) }
            self = .array(values)
        } else {
            self = try Self(scalar: try decoder.singleValueContainer())
        }
    }

    /// Asks another decoder for each kind in turn.
    private init(scalar container: any SingleValueDecodingContainer) throws {
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .string(try container.decode(String.self))
        }
    }
}
