import Basics
import Machine
import Model

/// Remembers answers in memory, and forgets with the process: for what has no database.
package final class AnswersInMemory: AnswerStore {
    private let ledger: Lock<AnswerLedger>
    private let now: @Sendable () -> Instant

    package init(
        _ limits: AnswerLedger.Limits = AnswerLedger.Limits(), now: @escaping @Sendable () -> Instant = { .now }
    ) {
        ledger = Lock(AnswerLedger(limits))
        self.now = now
    }

    package func admit(_ request: KeyedRequest, fingerprint: [UInt8]) async -> KeyedRequest.Admission {
        ledger.withLock { $0.admit(request, fingerprint: fingerprint, at: now()) }
    }

    package func complete(_ request: KeyedRequest, _ answer: KeptAnswer) async {
        ledger.withLock { $0.complete(request, answer, at: now()) }
    }

    package func abandon(_ request: KeyedRequest) async {
        ledger.withLock { $0.abandon(request) }
    }
}
