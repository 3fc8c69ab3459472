import JSON

/// One parameter of an operation in an OpenAPI document.
struct ParameterDocument {
    let json: JSONValue

    /// A property that comes from the path or the query.
    init(_ property: Schema.Property, isInPath: Bool, example: JSONValue) {
        json =
            JSONObject {
                $0["name"] = .string(property.name)
                $0["in"] = isInPath ? "path" : "query"
                if isInPath || property.isRequired { $0["required"] = true }
                $0["description"] = property.note.map { .string($0) }
                $0["schema"] = property.schema.json
                $0["example"] = example[property.name]
            }.value
    }

    private init(header name: String, note: String, schema: Schema, isRequired: Bool = false) {
        json =
            JSONObject {
                $0["name"] = .string(name)
                $0["in"] = "header"
                if isRequired { $0["required"] = true }
                $0["description"] = .string(note)
                $0["schema"] = schema.json
            }.value
    }

    /// The header fields that an operation heeds.
    static func headers(of contract: any Contract.Type) -> [JSONValue] {
        var headers: [ParameterDocument] = []
        if contract.isKeyed {
            headers.append(
                ParameterDocument(
                    header: RequestHeader.idempotencyKey,
                    note: """
                        A text of your own for this one operation, such as a UUID. Sent again with the same key, the \
                        same request gets the same answer and is not done twice.
                        """,
                    schema: .string(Schema.Text(lengths: 1...255, pattern: "^[!-~]*$"))))
        }
        switch contract.revisionKind {
        case .none: break
        case .tagged: headers.append(condition("If-None-Match", "Answers 304 when this is still the revision."))
        case .checked: headers.append(condition("If-Match", "Changes only this revision."))
        case .required: headers.append(condition("If-Match", "Changes only this revision.", isRequired: true))
        }
        let own = headers.map(\.json)
        return contract.limits.deadline == nil ? own : own + [["$ref": "#/components/parameters/Timeout"]]
    }

    /// Parameters that operations share.
    static var components: JSONValue {
        [
            "Timeout":
                ParameterDocument(
                    header: RequestHeader.timeout,
                    note: "How many seconds you wait; the server gives up when they are over, if not before.",
                    schema: .string(Schema.Text(pattern: "^[1-9][0-9]{0,5}(\\.[0-9]{1,3})?$"))
                ).json
        ]
    }

    private static func condition(_ name: String, _ note: String, isRequired: Bool = false) -> ParameterDocument {
        ParameterDocument(header: name, note: note, schema: .string(Schema.Text()), isRequired: isRequired)
    }
}
