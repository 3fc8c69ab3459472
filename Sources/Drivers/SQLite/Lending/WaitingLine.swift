import Database
import Machine

/// Things that are lent to one caller at a time, and the callers that wait for one, first come, first served.
final class WaitingLine<Item: Sendable>: Sendable {
    private enum Answer: Sendable {
        case item(Item)
        case late
        case cancelled
        case closed
    }

    private struct State {
        var free: [Item]
        var lent = 0
        /// In the order in which they came; those before `first` were served.
        var waiting: [(ticket: Int, handover: Handover<Answer>)] = []
        var tickets = 0
        var isClosed = false
        var emptied: Handover<Void>?
    }

    private let state: Lock<State>
    private let counts: Counts
    /// All of them, free or lent.
    let all: [Item]
    var count: Int { all.count }

    init(_ items: [Item], counts: Counts) {
        state = Lock(State(free: items))
        all = items
        self.counts = counts
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }
    var lent: Int { state.withLock { $0.lent } }
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Lends one, once it is free and nobody waits longer. `busy` when that takes longer than `patience`.
    func take(atMost patience: Duration) async throws(DatabaseError) -> Item {
        let handover = Handover<Answer>()
        let (answer, ticket) = enter(handover)
        if let answer { return try item(of: answer) }
        let start = Ticks.nanoseconds
        let late = await wait(for: handover, ticket, patience)
        counts.add(to: .waits)
        counts.add(Int(Ticks.nanoseconds - start), to: .waitNanoseconds)
        return try item(of: late)
    }

    /// Gives one back, to the next who waits.
    func put(_ item: Item) {
        let (next, emptied) = state.withLock { state -> (Handover<Answer>?, Handover<Void>?) in
            if !state.waiting.isEmpty { return (state.waiting.removeFirst().handover, nil) }
            state.lent -= 1
            state.free.append(item)
            return (nil, state.lent == 0 ? state.emptied.take() : nil)
        }
        next?.give(.item(item))
        emptied?.give(())
    }

    /// Lends no more, and answers once all were given back, or their borrowers have taken too long.
    func close(atMost patience: Duration) async {
        let emptied = Handover<Void>()
        let (waiting, isEmpty) = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            if state.lent > 0 { state.emptied = emptied }
            return (state.waiting, state.lent == 0)
        }
        for entry in waiting { entry.handover.give(.closed) }
        guard !isEmpty else { return }
        await withTaskGroup { group in
            group.addTask {
                try? await Task.sleep(for: patience)
                self.state.withLock { $0.emptied.take() }?.give(())
            }
            await emptied.take()
            group.cancelAll()
        }
    }

    private func enter(_ handover: Handover<Answer>) -> (Answer?, ticket: Int) {
        state.withLock { state in
            if state.isClosed { return (.closed, 0) }
            if let item = state.free.popLast() {
                state.lent += 1
                return (.item(item), 0)
            }
            state.tickets += 1
            state.waiting.append((state.tickets, handover))
            return (nil, state.tickets)
        }
    }

    private func wait(for handover: Handover<Answer>, _ ticket: Int, _ patience: Duration) async -> Answer {
        await withTaskCancellationHandler {
            await withTaskGroup { group in
                group.addTask { if (try? await Task.sleep(for: patience)) != nil { self.leave(ticket, .late) } }
                let answer = await handover.take()
                group.cancelAll()
                return answer
            }
        } onCancel: {
            leave(ticket, .cancelled)
        }
    }

    /// Takes somebody out of the line who is still in it.
    private func leave(_ ticket: Int, _ answer: Answer) {
        let handover = state.withLock { state -> Handover<Answer>? in
            guard let place = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.waiting.remove(at: place).handover
        }
        handover?.give(answer)
    }

    private func item(of answer: Answer) throws(DatabaseError) -> Item {
        switch answer {
        case .item(let item): return item
        case .late: throw DatabaseError(.busy, "No connection to the database became free in time; try again later.")
        case .cancelled: throw DatabaseError(.cancelled, "The wait for a connection was cancelled.")
        case .closed: throw DatabaseError(.unavailable, "The database is closed.")
        }
    }
}
