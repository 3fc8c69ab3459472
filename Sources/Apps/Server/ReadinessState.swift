import API
import Synchronization

/// Whether requests should be sent here: from the moment that the server listens until it is asked to stop.
final class ReadinessState: Sendable {
    enum Phase: Int, Sendable { case starting, ready, draining }

    private let phase = Atomic<Int>(Phase.starting.rawValue)

    var current: Phase { Phase(rawValue: phase.load(ordering: .acquiring)) ?? .starting }

    func enter(_ next: Phase) { phase.store(next.rawValue, ordering: .releasing) }
}
