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
        guard var best = sessions.first else { return nil }
        var load = best.load
        for session in sessions.dropFirst() where session.load < load { (best, load) = (session, session.load) }
        return best
    }

    func add(_ session: Session) { sessions.append(session) }
    func remove(_ session: Session) { sessions.removeAll { $0 === session } }
}
