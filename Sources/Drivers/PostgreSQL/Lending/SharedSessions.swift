/// The open connections of one loop that many callers share.
///
/// `@unchecked`: it is touched on its loop's thread alone.
final class SharedSessions: @unchecked Sendable {
    private let limit: Int
    private var sessions: [Session] = []

    init(limit: Int) { self.limit = max(1, limit) }

    /// How many there should be more.
    var missing: Int { limit - sessions.count }
    var isEmpty: Bool { sessions.isEmpty }

    /// The one with the least to do.
    var idlest: Session? {
        let sessions = sessions
        var best = 0, least = Int.max
        for index in sessions.indices {
            let load = sessions[index].load
            if load < least { (best, least) = (index, load) }
        }
        return sessions.isEmpty ? nil : sessions[best]
    }

    // Changed as a whole: what is changed in place is checked for exclusive access each time it is read.
    func add(_ session: Session) { sessions = sessions + [session] }
    func remove(_ session: Session) { sessions = sessions.filter { $0 !== session } }
}
