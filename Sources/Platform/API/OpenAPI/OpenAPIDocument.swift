import JSON
import Model

/// The OpenAPI 3.1 description of a set of operations: the same bytes for the same operations, in whatever order.
package struct OpenAPIDocument {
    package let json: JSONValue

    /// Fails with the name of a type of which no schema can be read.
    package init(_ contracts: [any Contract.Type] = Catalog.all, version: String) throws {
        let documented = contracts.filter { $0.wire.isDocumented }
        let bodies = SchemaReader()
        let answers = SchemaReader()
        _ = try answers.schema(of: Problem.self)

        var paths: [String: [(Route.Method, JSONValue)]] = [:]
        for contract in documented {
            let path = (contract.wire.bases.first ?? "") + contract.route.path
            let operation = try OperationDocument(contract, bodies: bodies, answers: answers).json
            paths[path, default: []].append((contract.route.method, operation))
        }
        json =
            JSONObject {
                $0["openapi"] = "3.1.0"
                $0["info"] = Self.info(version)
                $0["servers"] = [["url": "/"]]
                $0["tags"] = Self.tags(documented)
                $0["paths"] = Self.paths(paths)
                $0["components"] = Self.components(bodies, answers, documented)
            }.value
    }

    private static func info(_ version: String) -> JSONValue {
        [
            "title": "Apus",
            "version": .string(version),
            "summary": "A self-hosted platform for machine learning in production.",
            "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
        ]
    }

    private static func tags(_ contracts: [any Contract.Type]) -> JSONValue {
        let used = Set(contracts.map { $0.feature })
        return .array(
            Feature.allCases.filter(used.contains).map {
                ["name": .string($0.rawValue), "description": .string($0.summary)]
            })
    }

    private static func paths(_ paths: [String: [(Route.Method, JSONValue)]]) -> JSONValue {
        JSONObject { object in
            for (path, operations) in paths.sorted(by: { $0.key < $1.key }) {
                object[path] =
                    JSONObject { item in
                        for method in Route.Method.allCases {
                            guard let operation = operations.first(where: { $0.0 == method }) else { continue }
                            item[method.rawValue.lowercased()] = operation.1
                        }
                    }.value
            }
        }.value
    }

    private static func components(
        _ bodies: SchemaReader, _ answers: SchemaReader, _ contracts: [any Contract.Type]
    ) -> JSONValue {
        let codes = Failure.Code.allCases.filter { code in
            contracts.contains { OperationDocument.codes(of: $0).contains(code) }
        }
        return JSONObject {
            $0["schemas"] = schemas(bodies, answers)
            $0["responses"] =
                JSONObject { responses in
                    for code in codes { responses[code.responseName] = problemResponse(code) }
                }.value
            $0["parameters"] = ParameterDocument.components
            $0["headers"] = SharedHeader.components
            $0["securitySchemes"] = [
                "bearer": [
                    "type": "http", "scheme": "bearer", "description": "A token of a user, a service or a worker.",
                ],
                "basic": ["type": "http", "scheme": "basic", "description": "A user's name and password."],
            ]
        }.value
    }

    private static func schemas(_ bodies: SchemaReader, _ answers: SchemaReader) -> JSONValue {
        // What is only sent to the server is closed, as the server refuses what it does not know.
        let all = bodies.components.merging(answers.components) { body, _ in body }
        return JSONObject { object in
            for (name, component) in all.sorted(by: { $0.key < $1.key }) {
                object[name] = component.json(isClosed: answers.components[name] == nil)
            }
        }.value
    }

    private static func problemResponse(_ code: Failure.Code) -> JSONValue {
        JSONObject {
            $0["description"] = .string(code.title + ".")
            $0["headers"] =
                JSONObject { headers in
                    headers["X-Request-Id"] = SharedHeader.requestID.reference
                    if code == .unavailable || code == .tooMany {
                        headers["Retry-After"] = SharedHeader.retryAfter.reference
                    }
                    if code == .unauthenticated { headers["WWW-Authenticate"] = SharedHeader.authenticate.reference }
                    if code == .methodNotAllowed { headers["Allow"] = SharedHeader.allow.reference }
                }.value
            $0["content"] = ["application/problem+json": ["schema": Schema.component("Problem").json]]
        }.value
    }
}

extension Failure.Code {
    /// The name of the code's response among the components.
    var responseName: String { title.split(separator: " ").map { $0.capitalized }.joined() }
}

extension Substring {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
