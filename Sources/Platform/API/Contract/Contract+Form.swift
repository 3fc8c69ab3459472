extension Contract {
    /// Whether the properties that the path does not name come in a JSON body.
    package static var takesJSON: Bool {
        self is any Endpoint.Type && wire.methodsWithBody.contains(route.method)
    }

    package static var takesBody: Bool {
        (self as? any RawEndpoint.Type).map { !$0.takes.isEmpty } ?? takesJSON
    }

    package static var successStatus: Int {
        ((self as? any Endpoint.Type)?.success ?? (self as? any RawEndpoint.Type)?.success ?? .ok).rawValue
    }

    package static var revisionKind: Revisions { (self as? any Endpoint.Type)?.revisions ?? .none }

    /// Whether an `Idempotency-Key` keeps it from being done twice.
    package static var isKeyed: Bool { (self as? any Endpoint.Type)?.repetition == .keyed }
}

extension Endpoint {
    static func outputSchema(_ reader: SchemaReader) throws -> Schema { try reader.schema(of: Output.self) }
}
