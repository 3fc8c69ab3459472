/// Why there is no connection.
package enum ConnectError: Error, Equatable, Sendable {
    /// The name has no address. The text is the resolver's.
    case unknownHost(String)
    /// So many look-ups are under way or waiting that no more are taken.
    case tooManyLookups
    case lookupTimedOut
    /// The caller's rule admits none of the addresses.
    case forbidden
    case refused
    case timedOut
    case system(SystemError)
    case cancelled
}
