import Machine
import Synchronization

/// Turns names into addresses on a few threads of its own, because the C library blocks; remembers them for a while.
///
/// A look-up cannot be stopped: whoever no longer waits for it leaves it to end by itself, and what it finds is
/// remembered all the same. Callers who ask for one name at once share one look-up.
package final class Resolver: Sendable {
    package struct Limits: Sendable {
        package var threads = 4
        /// Names that wait for a thread.
        package var queued = 256
        package var remembered = 256
        /// Failures are not remembered: a name that is being set up is asked for again.
        package var lifetime: Duration = .seconds(30)
        package init() {}
    }

    package static let shared = Resolver()

    private typealias Waiting = Handover<Lookup.Answer>

    private struct State {
        var known: [String: (addresses: [IPAddress], until: ContinuousClock.Instant)] = [:]
        var waiting: [String: [UInt64: Waiting]] = [:]
        var queue: [String] = []
        var threads = 0
        var asked: UInt64 = 0
    }

    private let limits: Limits
    private let lookup: @Sendable (String) -> Lookup.Answer
    private let state = Mutex(State())

    package convenience init(limits: Limits = Limits()) {
        self.init(limits: limits, lookup: Lookup.addresses(of:))
    }

    init(limits: Limits, lookup: @escaping @Sendable (String) -> Lookup.Answer) {
        self.limits = limits
        self.lookup = lookup
    }

    /// The addresses of a name, by preference. On a loop, which tells when `patience` is at its end.
    package func addresses(
        of name: String, within patience: Duration, on loop: EventLoop
    ) async throws(ConnectError) -> [IPAddress] {
        if let known = remembered(name) { return known }
        let id = state.withLock { state in
            state.asked += 1
            return state.asked
        }
        let timer = loop.after(patience) { [self] in settle(.failure(.lookupTimedOut), to: id, of: name) }
        defer { loop.cancel(timer) }
        let answer = await withTaskCancellationHandler {
            let waiting = Waiting()
            ask(name, id, waiting)
            return await waiting.take()
        } onCancel: {
            self.settle(.failure(.cancelled), to: id, of: name)
        }
        return try answer.get()
    }

    private func remembered(_ name: String) -> [IPAddress]? {
        state.withLock { state in
            guard let known = state.known[name] else { return nil }
            if known.until > .now { return known.addresses }
            state.known[name] = nil
            return nil
        }
    }

    private enum Step { case wait, start, refuse(ConnectError) }

    private func ask(_ name: String, _ id: UInt64, _ caller: Waiting) {
        // Cancelled before it was noted: nobody would answer it.
        if Task.isCancelled { return caller.give(.failure(.cancelled)) }
        let step = state.withLock { state -> Step in
            if state.waiting[name] != nil {
                state.waiting[name]?[id] = caller
                return .wait
            }
            guard state.queue.count < limits.queued else { return .refuse(.tooManyLookups) }
            state.waiting[name] = [id: caller]
            state.queue.append(name)
            guard state.threads < limits.threads else { return .wait }
            state.threads += 1
            return .start
        }
        switch step {
        case .wait: break
        case .start: DetachedThread.start(name: "resolver") { [self] in work() }
        case .refuse(let error): caller.give(.failure(error))
        }
        // Cancelled while it was noted: the handler may have come too early to find it.
        if Task.isCancelled { settle(.failure(.cancelled), to: id, of: name) }
    }

    /// Looks up what is queued, and ends with the last of it.
    private func work() {
        while let name = next() {
            let answer = lookup(name)
            let waiting = state.withLock { state in
                if case .success(let addresses) = answer { remember(addresses, of: name, in: &state) }
                return state.waiting.removeValue(forKey: name)
            }
            for caller in (waiting ?? [:]).values { caller.give(answer) }
        }
    }

    private func next() -> String? {
        state.withLock { state in
            if state.queue.isEmpty {
                state.threads -= 1
                return nil
            }
            return state.queue.removeFirst()
        }
    }

    private func remember(_ addresses: [IPAddress], of name: String, in state: inout State) {
        let now = ContinuousClock.now
        if state.known.count >= limits.remembered { state.known = state.known.filter { $0.value.until > now } }
        if state.known.count >= limits.remembered { state.known.removeAll() }
        state.known[name] = (addresses, now + limits.lifetime)
    }

    /// Answers one who waits, if it still does.
    private func settle(_ answer: Lookup.Answer, to id: UInt64, of name: String) {
        state.withLock { $0.waiting[name]?.removeValue(forKey: id) }?.give(answer)
    }
}
