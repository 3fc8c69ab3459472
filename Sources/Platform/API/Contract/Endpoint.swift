import Model

/// One operation of the HTTP API that takes and gives JSON.
package protocol Endpoint: Contract {
    associatedtype Output: Codable & Sendable = Empty

    static var success: Success { get }
    static var repetition: Repetition { get }
    static var revisions: Revisions { get }
}

/// Nothing: the output of an endpoint that has no more to say than that it is done.
package struct Empty: Codable, Sendable, Hashable {
    package init() {}
}

/// How an operation says that it went well.
package enum Success: Int, Sendable {
    case ok = 200
    case created = 201
    case accepted = 202
    case noContent = 204
}

/// What becomes of a request that is sent twice.
package enum Repetition: Sendable, Hashable {
    /// The second does what the first did: it has no more effect than one.
    case harmless
    /// With the same `Idempotency-Key` it has no more effect than one.
    case keyed
}

/// How an operation takes part in the revisions of a thing.
package enum Revisions: Sendable, Hashable {
    case none
    /// The answer names the thing's revision in `ETag`, and `If-None-Match` saves sending it again.
    case tagged
    /// The change honors `If-Match`, and its answer names the new revision.
    case checked
    /// The change is refused without `If-Match`.
    case required
}

extension Endpoint {
    package static var success: Success { Output.self == Empty.self ? .noContent : .ok }
    package static var repetition: Repetition { route.method == .post ? .keyed : .harmless }
    package static var revisions: Revisions { .none }
}

/// An endpoint that gives a list page by page.
package protocol PagedEndpoint: Endpoint where Output == Page<Item> {
    associatedtype Item: Codable & Sendable

    var limit: PageLimit? { get set }
    var after: PageToken? { get set }
}
