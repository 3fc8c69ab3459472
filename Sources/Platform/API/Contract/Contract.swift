import Model

/// What the outside may rely on about one operation: where it is, who may call it, what it takes.
///
/// The conforming type is the request. Its stored properties are the parameters: those that the path names come
/// from the path, the others from the query, or from the body where there is one.
package protocol Contract: Codable, Sendable {
    static var route: Route { get }
    /// Who may call it. There is no default: what does not say, does not compile.
    static var access: Access { get }
    /// One line, a sentence.
    static var summary: String { get }
    /// A request that would be well received: shown in the documentation, and sent by tests.
    static var example: Self { get }

    /// More than the summary says, in Markdown; empty when that says it all.
    static var explanation: String { get }
    /// The area of the product that it belongs to.
    static var feature: Feature { get }
    /// What each property means, by its name on the wire.
    static var notes: Notes { get }
    static var limits: Limits { get }
    /// The codes it may fail with, beside those that every operation of its kind may.
    static var failures: [Failure.Code] { get }
    static var wire: WireForm { get }
    /// The name by which documents, logs, metrics and clients know the operation: that of the type.
    static var operationID: String { get }
}

extension Contract {
    package static var explanation: String { "" }
    package static var notes: Notes { [:] }
    package static var limits: Limits { Limits() }
    package static var failures: [Failure.Code] { [] }
    package static var wire: WireForm { .apus }

    package static var operationID: String { String(describing: Self.self) }
}
