import Machine
import Synchronization

/// A program that this process has started, and waits for.
///
/// It leads a process group of its own, so that Ctrl-C at the terminal reaches it only through whoever started it. A
/// thread of its own starts it, reads what it says, and waits for it: no event loop or task is held up.
package final class Subprocess: Sendable {
    /// How a program ended.
    package enum Ending: Sendable, Equatable {
        case exited(Int32)
        /// By the signal of this number.
        case killed(Int32)
    }

    private struct State {
        var hasEnded = false
        var ending: Ending?
        var waiting: [CheckedContinuation<Ending, Never>] = []
    }

    package let id: Int32
    private let state: Shared

    private final class Shared: Sendable {
        let value = Mutex(State())

        func finish(_ ending: Ending) {
            let waiting = value.withLock { state in
                state.ending = ending
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume(returning: ending) }
        }
    }

    private init(id: Int32, state: Shared) {
        self.id = id
        self.state = state
    }

    /// Starts a program; returns once it runs.
    package static func start(_ launch: Launch) async throws(LaunchError) -> Subprocess {
        let started = Handover<Started>()
        // The thread stays until the child has ended: the kernel takes its end for the parent's (prctl(2)).
        DetachedThread.start(name: "child") { look(after: launch, started) }
        return try await started.take().get()
    }

    private typealias Started = Result<Subprocess, LaunchError>

    private static func look(after launch: Launch, _ started: Handover<Started>) {
        var output: OutputPipe?
        if case .lines(let receive) = launch.output { output = OutputPipe(receive) }
        let result = ChildProcess.start(launch, output: output?.writingEnd)
        output?.closeWritingEnd()
        guard result > 0 else {
            let reason = ChildProcess.reason(-result)
            return started.give(.failure(LaunchError(program: launch.program, reason: reason)))
        }
        let id = Int32(truncatingIfNeeded: result)
        let state = Shared()
        started.give(.success(Subprocess(id: id, state: state)))
        output?.read(untilEndOf: id)
        ChildProcess.awaitEnd(of: id)
        // From here on its number may become another's.
        state.value.withLock { $0.hasEnded = true }
        state.finish(ChildProcess.reap(id))
    }

    /// Sends a signal, to its whole group if asked to; nothing once it has ended.
    package func send(_ signal: Signal, toGroup: Bool = false) {
        state.value.withLock { state in
            if !state.hasEnded { ChildProcess.send(signal.rawValue, to: toGroup ? -id : id) }
        }
    }

    package var hasEnded: Bool { state.value.withLock { $0.hasEnded } }

    /// Waits until it has ended and all it said has been received.
    package func ending() async -> Ending {
        await withCheckedContinuation { continuation in
            let ending = state.value.withLock { state -> Ending? in
                if state.ending == nil { state.waiting.append(continuation) }
                return state.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }
}

extension Subprocess.Ending: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exited(let code): "ended with code \(code)"
        case .killed(let number): "was ended by \(Signal(rawValue: number)?.name ?? "signal \(number)")"
        }
    }
}
