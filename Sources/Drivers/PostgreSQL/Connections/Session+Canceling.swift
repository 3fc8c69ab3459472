import Database
import Machine
import Sockets

extension Session {
    /// How long the server may take to end what was canceled, in milliseconds.
    private static var grace: Int { 2_000 }
    /// How long a read that nobody waits for any more may go on, in milliseconds: most are over by then.
    private static var shortWhile: Int { 50 }

    /// The caller of a batch gives it up.
    func cancel(_ batch: Batch) {
        if batch.isDone { return }
        batch.isCanceled = true
        if let place = held.firstIndex(where: { $0 === batch }) {
            held.remove(at: place)
            batch.failed(.cancelled)
            return batch.finish()
        }
        if batch.isSharedRead {
            // Its answer is awaited for the neighbors' sake, and thrown away.
            batch.failed(.cancelled)
            return batch.finish()
        }
        requestCancel()
    }

    private func requestCancel() {
        guard !isCanceling, loss == nil else { return }
        isCanceling = true
        mayHaveCanceledAnother = true
        cancelDeadline = Ticks.milliseconds + Self.grace
        watch.tally.add(1, .cancels)
        guard let key = libpq.cancelKey() else { return lose(.silent, .cancelled) }
        watch.canceler.send(key) { [self] in loop.call { self.cancelWasSent() } }
    }

    private func cancelWasSent() {
        isCanceling = false
        syncsBeforeCancel = group
        release()
    }

    /// Has ended what nobody waits for, and gives up a server that does not.
    func checkCanceled(at now: Int) {
        cancelWhatIsGivenUp()
        if let deadline = cancelDeadline, now > deadline {
            if isIdle || !isCancelAwaited { return cancelDeadline = nil }
            return lose(.silent, .cancelled)
        }
        guard let batch = expected.first?.batch, batch.isSharedRead, batch.isCanceled else { return }
        if now - heard > Self.shortWhile { requestCancel() }
    }

    /// Looks for callers that were canceled meanwhile.
    private func cancelWhatIsGivenUp() {
        if let script, script.isGivenUp { cancel(script) }
        // What is canceled is taken out of what is held, and may end the connection.
        for batch in held where batch.isGivenUp { cancel(batch) }
        for batch in expected.compactMap(\.batch) where batch.isGivenUp { cancel(batch) }
    }

    private var isCancelAwaited: Bool { (script ?? expected.first?.batch)?.isCanceled ?? false }
}
