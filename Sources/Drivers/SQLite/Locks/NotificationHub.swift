import Database
import Machine

/// Brings what is told on a channel to those of this process who listen to it.
final class NotificationHub: Sendable {
    private typealias Listener = AsyncStream<SQLNotifications.Element>.Continuation

    private struct State {
        var listeners: [SQLChannel: [Int: Listener]] = [:]
        var next = 0
        var isClosed = false
    }

    private let state = Lock(State())

    func listen(to channel: SQLChannel) -> SQLNotifications {
        // Who does not keep up is told that something was missed.
        let (stream, listener) = AsyncStream.makeStream(
            of: SQLNotifications.Element.self, bufferingPolicy: .bufferingNewest(1024))
        let id = state.withLock { state -> Int? in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.listeners[channel, default: [:]][state.next] = listener
            return state.next
        }
        guard let id else {
            listener.finish()
            return SQLNotifications(stream)
        }
        listener.onTermination = { [weak self] _ in self?.leave(channel, id) }
        return SQLNotifications(stream)
    }

    func tell(_ notification: TransactionState.Notification) {
        for listener in state.withLock({ Array(($0.listeners[notification.channel] ?? [:]).values) }) {
            if case .dropped = listener.yield(.message(notification.message)) { listener.yield(.maybeMissed) }
        }
    }

    /// Ends all that listen.
    func close() {
        let all = state.withLock { state in
            state.isClosed = true
            defer { state.listeners = [:] }
            return state.listeners.values.flatMap(\.values)
        }
        for listener in all { listener.finish() }
    }

    private func leave(_ channel: SQLChannel, _ id: Int) {
        state.withLock { state in
            state.listeners[channel]?[id] = nil
            if state.listeners[channel]?.isEmpty == true { state.listeners[channel] = nil }
        }
    }
}
