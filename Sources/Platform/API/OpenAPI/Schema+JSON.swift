import JSON

extension Schema {
    /// The schema in JSON Schema 2020-12.
    package var json: JSONValue { JSONObject { fill(&$0) }.value }

    /// The schema of a member that may also be `null`, which means the same as leaving it out.
    fileprivate var nullableJSON: JSONValue {
        switch self {
        case .any: return json
        case .component: return ["anyOf": [json, ["type": "null"]]]
        default: break
        }
        var object = JSONObject { fill(&$0) }
        if let type = object["type"] { object["type"] = [type, "null"] }
        if case .array(let values)? = object["enum"] { object["enum"] = .array(values + [.null]) }
        return object.value
    }

    private func fill(_ object: inout JSONObject) {
        switch self {
        case .string(let text): text.fill(&object)
        case .integer(let range): Self.fill(&object, range)
        case .number: object["type"] = "number"
        case .boolean: object["type"] = "boolean"
        case .array(let element):
            object["type"] = "array"
            object["items"] = element.json
        case .map(let value):
            object["type"] = "object"
            object["additionalProperties"] = value.json
        case .object(let members): object = JSONObject { members.fill(&$0, isClosed: false) }
        case .component(let name): object["$ref"] = .string("#/components/schemas/" + name)
        case .any: break
        }
    }

    private static func fill(_ object: inout JSONObject, _ range: ClosedRange<Int>?) {
        object["type"] = "integer"
        guard let range else { return }
        if range == Int.min...Int.max { object["format"] = "int64" }
        object["minimum"] = .integer(Int64(range.lowerBound))
        object["maximum"] = .integer(Int64(range.upperBound))
    }
}

extension Schema.Text {
    fileprivate func fill(_ object: inout JSONObject) {
        object["type"] = "string"
        if let lengths {
            object["minLength"] = lengths.lowerBound > 0 ? .integer(Int64(lengths.lowerBound)) : nil
            object["maxLength"] = lengths.upperBound < .max ? .integer(Int64(lengths.upperBound)) : nil
        }
        object["pattern"] = pattern.map { .string($0) }
        object["format"] = format.map { .string($0) }
        object["enum"] = values.isEmpty ? nil : .array(values.map { .string($0) })
    }
}

extension Schema.Object {
    /// The object's schema; a closed one has no members beside those it names.
    func json(isClosed: Bool) -> JSONValue { JSONObject { fill(&$0, isClosed: isClosed) }.value }

    fileprivate func fill(_ object: inout JSONObject, isClosed: Bool) {
        object["type"] = "object"
        object["properties"] =
            JSONObject { members in
                for property in properties { members[property.name] = property.json }
            }.value
        let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
        object["required"] = required.isEmpty ? nil : .array(required)
        if isClosed { object["additionalProperties"] = false }
    }
}

extension Schema.Property {
    private func described(_ schema: JSONValue) -> JSONValue {
        guard let note, case .object(var object) = schema else { return schema }
        object["description"] = .string(note)
        return object.value
    }

    fileprivate var json: JSONValue { described(isRequired ? schema.json : schema.nullableJSON) }
}
