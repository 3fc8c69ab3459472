import JSON
import Model

/// One operation of an OpenAPI document.
struct OperationDocument {
    let json: JSONValue

    init(_ contract: any Contract.Type, bodies: SchemaReader, answers: SchemaReader) throws {
        let properties = try bodies.properties(of: contract).properties
        let example = try JSONValue(json: contract.example.json())
        let inPath = contract.route.parameters
        let hasBody = contract.takesJSON
        let parameters = properties.filter { inPath.contains($0.name) || !hasBody }
        let members = Schema.Object(hasBody ? properties.filter { !inPath.contains($0.name) } : [])

        var responses: [(Int, JSONValue)] = [(contract.successStatus, try Self.success(contract, answers))]
        for code in Self.codes(of: contract) where code.status != contract.successStatus {
            responses.append((code.status, ["$ref": .string("#/components/responses/" + code.responseName)]))
        }
        json =
            JSONObject {
                $0["operationId"] = .string(contract.operationID)
                $0["tags"] = [.string(contract.feature.rawValue)]
                $0["summary"] = .string(contract.summary)
                $0["description"] = contract.explanation.isEmpty ? nil : .string(contract.explanation)
                let list =
                    parameters.map { ParameterDocument($0, isInPath: inPath.contains($0.name), example: example).json }
                    + ParameterDocument.headers(of: contract)
                $0["parameters"] = list.isEmpty ? nil : .array(list)
                $0["requestBody"] = Self.body(contract, members, example)
                $0["responses"] =
                    JSONObject { object in
                        for (status, response) in responses.sorted(by: { $0.0 < $1.0 }) {
                            object[String(status)] = response
                        }
                    }.value
                $0["security"] = contract.access.security
                $0["x-access"] = contract.access.json
            }.value
    }

    private static func body(
        _ contract: any Contract.Type, _ members: Schema.Object, _ example: JSONValue
    ) -> JSONValue? {
        if let raw = contract as? any RawEndpoint.Type {
            guard !raw.takes.isEmpty else { return nil }
            return [
                "required": true,
                "content": JSONObject { for type in raw.takes { $0[type.text] = [:] } }.value,
            ]
        }
        guard contract.takesJSON, !members.properties.isEmpty else { return nil }
        return JSONObject {
            $0["required"] = .boolean(members.properties.contains(where: \.isRequired))
            $0["content"] = [
                "application/json": [
                    "schema": members.json(isClosed: contract.wire.unknownFields == .refused),
                    "example": JSONObject { body in
                        for property in members.properties { body[property.name] = example[property.name] }
                    }.value,
                ]
            ]
        }.value
    }

    private static func success(_ contract: any Contract.Type, _ answers: SchemaReader) throws -> JSONValue {
        var content: JSONValue?
        if let raw = contract as? any RawEndpoint.Type {
            content = JSONObject { for type in raw.gives { $0[type.text] = [:] } }.value
        } else if let endpoint = contract as? any Endpoint.Type, endpoint.success != .noContent {
            content = ["application/json": ["schema": try endpoint.outputSchema(answers).json]]
        }
        return JSONObject {
            $0["description"] = .string(contract.summary)
            $0["headers"] =
                JSONObject { headers in
                    headers["X-Request-Id"] = SharedHeader.requestID.reference
                    if contract.revisionKind != .none { headers["ETag"] = SharedHeader.entityTag.reference }
                }.value
            $0["content"] = content
        }.value
    }

    /// Every code that an operation may fail with, in the order of the list of codes.
    static func codes(of contract: any Contract.Type) -> [Failure.Code] {
        var codes: Set<Failure.Code> = [.invalid, .forbidden, .misdirected, .tooMany, .internalError, .unavailable]
        codes.formUnion(contract.failures)
        if case .everyone = contract.access {} else { codes.insert(.unauthenticated) }
        if contract.limits.deadline != nil { codes.insert(.timedOut) }
        if contract.takesBody { codes.formUnion([.tooLarge, .unsupported]) }
        if contract.isKeyed { codes.formUnion([.conflict, .unprocessable]) }
        if contract.revisionKind == .checked || contract.revisionKind == .required { codes.insert(.preconditionFailed) }
        if contract.revisionKind == .required { codes.insert(.preconditionRequired) }
        return Failure.Code.allCases.filter(codes.contains)
    }
}

extension Access {
    var security: JSONValue {
        switch self {
        case .everyone: []
        case .local: [[:], ["bearer": []], ["basic": []]]
        case .signedIn, .permission: [["bearer": []], ["basic": []]]
        }
    }

    /// Who may call, for people and for tests that ask as each role.
    var json: JSONValue {
        switch self {
        case .everyone(let reason): ["allows": "everyone", "reason": .string(reason)]
        case .signedIn: ["allows": "signed_in"]
        case .permission(let permission): ["allows": "permission", "permission": .string(permission.name)]
        case .local(let permission): ["allows": "local", "permission": .string(permission.name)]
        }
    }
}
