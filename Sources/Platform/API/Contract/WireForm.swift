import JSON
import Model

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

    /// A failure as its caller reads it.
    package struct Fault: Sendable {
        package let status: Int
        package let type: MediaType
        package let body: [UInt8]

        package init(status: Int, type: MediaType, body: [UInt8]) {
            self.status = status
            self.type = type
            self.body = body
        }
    }

    package let name: String
    /// The paths below which each operation is served, alike; documents and clients use the first.
    package let bases: [String]
    package let unknownFields: UnknownFields
    /// How JSON bends.
    package let rules: JSONRules
    /// The methods whose parameters come in a body.
    package let methodsWithBody: Set<Route.Method>
    /// Whether the operations are described in our OpenAPI document.
    package let isDocumented: Bool
    /// Tells a failure; the second parameter is the request's id.
    package let fault: @Sendable (Failure, String?) -> Fault

    package init(
        name: String, bases: [String], unknownFields: UnknownFields = .refused, rules: JSONRules = .standard,
        methodsWithBody: Set<Route.Method> = [.post, .put, .patch], isDocumented: Bool = true,
        fault: @escaping @Sendable (Failure, String?) -> Fault
    ) {
        self.name = name
        self.bases = bases
        self.unknownFields = unknownFields
        self.rules = rules
        self.methodsWithBody = methodsWithBody
        self.isDocumented = isDocumented
        self.fault = fault
    }
}

extension WireForm {
    /// Our own API.
    package static let apus = WireForm(name: "apus", bases: ["/api/v1"], fault: Problem.fault)

    /// What is expected at a fixed place, by probes, browsers and scrapers.
    package static let root = WireForm(name: "root", bases: [""], fault: Problem.fault)

    /// Pages for people: no part of the API.
    package static let pages = WireForm(
        name: "pages", bases: [""], unknownFields: .ignored, isDocumented: false, fault: Problem.fault)
}

extension Problem {
    package static func fault(_ failure: Failure, requestID: String?) -> WireForm.Fault {
        let problem = Problem(failure, requestID: requestID)
        // A problem holds texts and one number: nothing in it can fail to be written.
        return WireForm.Fault(status: problem.status, type: .problem, body: (try? problem.json()) ?? [])
    }
}
