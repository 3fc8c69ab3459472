/// What one may be allowed to do: a resource and a verb.
package enum Permission: UInt8, Sendable, CaseIterable {
    /// To see how the server itself is doing.
    case readSystem

    /// How documents and errors spell it.
    package var name: String {
        switch self {
        case .readSystem: "system:read"
        }
    }
}

/// Some of the permissions, a bit each.
package struct Permissions: Sendable, Hashable {
    private var bits: UInt64 = 0

    package init(_ permissions: some Sequence<Permission>) {
        for permission in permissions { bits |= Self.bit(permission) }
    }

    package static let all = Permissions(Permission.allCases)

    package func contains(_ permission: Permission) -> Bool { bits & Self.bit(permission) != 0 }

    private static func bit(_ permission: Permission) -> UInt64 { 1 << UInt64(permission.rawValue) }
}

extension Permissions: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Permission...) { self.init(elements) }
}
