/// The conditions under which a request wants to be served (RFC 9110 §13).
package struct Preconditions: Sendable, Equatable {
    package enum Verdict: Sendable, Equatable {
        case proceed
        /// 304: the client has this state already.
        case notModified
        /// 412: the target is in another state than the client believes.
        case failed
    }

    package var match: EntityTagList?
    package var noneMatch: EntityTagList?
    /// Seconds since 1970.
    package var modifiedSince: Int?
    package var unmodifiedSince: Int?

    package init() {}

    package init(_ request: Request) {
        guard request.head.facts.contains(.conditions) else { return }
        match = Self.tags(request.headers("if-match"))
        noneMatch = Self.tags(request.headers("if-none-match"))
        // A date that is none is passed over (RFC 9110 §13.1.3).
        modifiedSince = request.header("if-modified-since").flatMap { HTTPDate.seconds($0.span) }
        unmodifiedSince = request.header("if-unmodified-since").flatMap { HTTPDate.seconds($0.span) }
    }

    private static func tags(_ values: [ArraySlice<UInt8>]) -> EntityTagList? {
        values.isEmpty ? nil : EntityTagList(values)
    }

    package var isEmpty: Bool {
        match == nil && noneMatch == nil && modifiedSince == nil && unmodifiedSince == nil
    }

    /// What they come to for a target in this state, `nil` being none, in the order of RFC 9110 §13.2.2.
    package func evaluate(_ method: Method, _ state: Validator?) -> Verdict {
        if let match {
            guard Self.matches(match, state, by: { $0.equalsStrongly($1) }) else { return .failed }
        } else if let unmodifiedSince, let modified = state?.modified, modified > unmodifiedSince {
            return .failed
        }
        let isFetch = method == .get || method == .head
        if let noneMatch {
            guard Self.matches(noneMatch, state, by: { $0.equalsWeakly($1) }) else { return .proceed }
            return isFetch ? .notModified : .failed
        }
        if isFetch, let modifiedSince, let modified = state?.modified, modified <= modifiedSince {
            return .notModified
        }
        return .proceed
    }

    private static func matches(
        _ list: EntityTagList, _ state: Validator?, by equals: (EntityTag, EntityTag) -> Bool
    ) -> Bool {
        guard let state else { return false }
        switch list {
        case .any: return true
        case .tags(let tags):
            guard let current = state.entityTag else { return false }
            return tags.contains { equals($0, current) }
        }
    }
}

extension Validator {
    package var entityTag: EntityTag? { tag.map { EntityTag($0, isWeak: isWeak) } }
}
