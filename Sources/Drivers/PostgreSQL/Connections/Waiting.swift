/// A task that waits for what happens on its loop. It must be resumed exactly once, which its one place sees to: what
/// holds it gives it up when it resumes it.
@safe struct Waiting<Answer: Sendable>: Sendable {
    private let continuation: UnsafeContinuation<Answer, Never>

    func resume(_ answer: Answer) { unsafe continuation.resume(returning: answer) }

    static func park(isolation: isolated (any Actor)? = #isolation, _ keep: (Waiting) -> Void) async -> Answer {
        unsafe await withUnsafeContinuation { unsafe keep(Waiting(continuation: $0)) }
    }
}
