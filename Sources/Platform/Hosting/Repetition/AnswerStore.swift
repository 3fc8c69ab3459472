import Basics
import Model
import Machine

/// Remembers what keyed requests were answered, in memory: it forgets with the process.
///
/// These three calls are all that operations know of it; a store that several servers share offers the same.
package final class AnswerStore: Sendable {
    private let ledger: Lock<AnswerLedger>
    private let now: @Sendable () -> Instant

    package init(
        _ limits: AnswerLedger.Limits = AnswerLedger.Limits(), now: @escaping @Sendable () -> Instant = { .now }
    ) {
        ledger = Lock(AnswerLedger(limits))
        self.now = now
    }

    nonisolated(nonsending) func admit(
        _ key: AnswerLedger.Key, fingerprint: [UInt8]
    ) async -> AnswerLedger.Admission {
        ledger.withLock { $0.admit(key, fingerprint: fingerprint, at: now()) }
    }

    nonisolated(nonsending) func complete(_ key: AnswerLedger.Key, _ answer: KeptAnswer) async {
        ledger.withLock { $0.complete(key, answer, at: now()) }
    }

    nonisolated(nonsending) func abandon(_ key: AnswerLedger.Key) async {
        ledger.withLock { $0.abandon(key) }
    }
}
