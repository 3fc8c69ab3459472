/// A task that waits for what happens on its loop. It must be resumed exactly once, which its one place sees to: what
/// holds it gives it up when it resumes it.
@safe struct Waiting<Answer: Sendable>: Sendable {
    private let continuation: UnsafeContinuation<Answer, Never>

    func resume(_ answer: Answer) { unsafe continuation.resume(returning: answer) }

    static func park(isolation: isolated (any Actor)? = #isolation, _ keep: (Waiting) -> Void) async -> Answer {
        unsafe await withUnsafeContinuation { unsafe keep(Waiting(continuation: $0)) }
    }
}

/// The task that asks for something, which can be asked whether it was canceled.
///
/// The reference keeps the task, and `isCancelled` may be asked from anywhere: it is one of what any `Task` answers.
///
/// Kept as what it is, a counted reference and nothing more (a cast between sizes that differ would end the process):
/// the size of an `UnsafeCurrentTask` is known at run time only, which makes whatever holds one slow.
@safe struct AskingTask {
    private let task: AnyObject?

    /// That which runs here.
    init() { unsafe task = withUnsafeCurrentTask { unsafe unsafeBitCast($0, to: AnyObject?.self) } }

    var isCanceled: Bool { unsafe unsafeBitCast(task, to: UnsafeCurrentTask?.self)?.isCancelled ?? false }
}
