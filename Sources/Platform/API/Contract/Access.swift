import Model

/// Who may call an operation.
package enum Access: Sendable, Hashable {
    /// Anybody, signed in or not; the reason is read by whoever reviews the list of these.
    case everyone(reason: String)
    /// Whoever has signed in.
    case signedIn
    case permission(Permission)
    /// Whoever calls from this machine itself, or has the permission.
    case local(or: Permission)

    /// Refuses, as `unauthenticated` who has not signed in, as `forbidden` who has but may not.
    package func check(_ caller: Caller) throws(Failure) {
        guard !admits(caller) else { return }
        guard caller.isSignedIn else {
            throw Failure(.unauthenticated, "Sign in, or send a token in the Authorization header.")
        }
        throw Failure(.forbidden, "You may not do this: it needs the permission \(permission?.name ?? "").")
    }

    /// Whether the caller may.
    package func admits(_ caller: Caller) -> Bool {
        switch self {
        case .everyone: true
        case .signedIn: caller.isSignedIn
        case .permission(let permission): caller.permissions.contains(permission)
        case .local(let permission): caller.isLocal || caller.permissions.contains(permission)
        }
    }

    private var permission: Permission? {
        switch self {
        case .everyone, .signedIn: nil
        case .permission(let permission), .local(let permission): permission
        }
    }
}
