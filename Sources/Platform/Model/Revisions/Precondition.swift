/// What must be true of a thing before it is changed.
package enum Precondition: Sendable, Hashable {
    case none
    /// It exists, in whatever state.
    case exists
    /// It does not exist yet.
    case absent
    /// It is in one of these states.
    case anyOf([Revision])

    /// Refuses, as `preconditionFailed`, when the thing is not as the caller believes; `nil` is one that is not there.
    package func check(_ current: Revision?) throws(Failure) {
        let holds =
            switch self {
            case .none: true
            case .exists: current != nil
            case .absent: current == nil
            case .anyOf(let revisions): current.map(revisions.contains) ?? false
            }
        guard holds else {
            throw Failure(
                .preconditionFailed, "It has changed since you read it. Read it again, then repeat the change.")
        }
    }
}
