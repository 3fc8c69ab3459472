import Lifecycle
import Machine
import Sockets

/// An open folder. Those who changed names in it at about the same time share one `fsync`.
final class Folder: Sendable {
    private struct Round {
        var isSyncing = false
        var waiting: [Handover<SystemError?>] = []
    }

    let descriptor: Descriptor
    private let round = Lock(Round())

    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// Waits until the names that this folder has now will survive a loss of power.
    func sync(on threads: ThreadPool) async throws(SystemError) {
        let outcome = Handover<SystemError?>()
        let isFirst = round.withLock { round in
            round.waiting.append(outcome)
            defer { round.isSyncing = true }
            return !round.isSyncing
        }
        if isFirst { threads.start { [self] in serve() } }
        if let error = await outcome.take() { throw error }
    }

    /// Syncs for all who wait, and for those who came meanwhile again: what they changed may have come too late.
    private func serve() {
        while let waiting = next() {
            var failure: SystemError?
            do { try Disk.sync(descriptor) } catch { failure = error }
            for outcome in waiting { outcome.give(failure) }
        }
    }

    private func next() -> [Handover<SystemError?>]? {
        round.withLock { round in
            defer { round.waiting = [] }
            round.isSyncing = !round.waiting.isEmpty
            return round.isSyncing ? round.waiting : nil
        }
    }
}
