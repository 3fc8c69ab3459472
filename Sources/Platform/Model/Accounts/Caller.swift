/// Who makes a request, and what they may do.
package struct Caller: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Nobody has signed in.
        case anonymous
        /// Nobody has to sign in: the server is open, on this machine alone.
        case open
        case user(name: String)
    }

    package let kind: Kind
    package let permissions: Permissions
    /// Whether the request came from this machine, by no proxy.
    package let isLocal: Bool

    package init(_ kind: Kind, permissions: Permissions, isLocal: Bool = false) {
        self.kind = kind
        self.permissions = permissions
        self.isLocal = isLocal
    }

    package var isSignedIn: Bool { kind != .anonymous }

    /// What page tokens, idempotency keys and logs are bound to.
    package var name: String {
        switch kind {
        case .anonymous: "anonymous"
        case .open: "open"
        case .user(let name): "user:" + name
        }
    }
}
