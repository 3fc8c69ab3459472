/// How a family of operations looks on the wire: where it is, and what its requests and errors look like.
///
/// Ours is the default. A protocol that others made is another value, and its operations are endpoints like ours.
package struct WireForm: Sendable {
    package enum UnknownFields: Sendable {
        /// Refused, with the name that was probably meant.
        case refused
        /// Passed over, as protocols do whose clients may be newer than the server.
        case ignored
    }

    package let name: String
    /// The paths below which each operation is served, alike; documents and clients use the first.
    package let bases: [String]
    package let unknownFields: UnknownFields
    /// The methods whose parameters come in a body.
    package let methodsWithBody: Set<Route.Method>
    /// Whether the operations are described in our OpenAPI document.
    package let isDocumented: Bool

    package init(
        name: String, bases: [String], unknownFields: UnknownFields = .refused,
        methodsWithBody: Set<Route.Method> = [.post, .put, .patch], isDocumented: Bool = true
    ) {
        self.name = name
        self.bases = bases
        self.unknownFields = unknownFields
        self.methodsWithBody = methodsWithBody
        self.isDocumented = isDocumented
    }

    /// Our own API.
    package static let apus = WireForm(name: "apus", bases: ["/api/v1"])

    /// What is expected at a fixed place, by probes, browsers and scrapers.
    package static let root = WireForm(name: "root", bases: [""])
}
