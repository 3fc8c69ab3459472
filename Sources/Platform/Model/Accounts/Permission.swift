/// What one may be allowed to do: a resource and a verb.
package enum Permission: String, Codable, Sendable, CaseIterable {
    /// To see how the server itself is doing.
    case readSystem = "system:read"
}
