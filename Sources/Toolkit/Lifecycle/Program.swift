import Machine
import Synchronization

/// A running program as its parts see it: when to stop, when to read settings again, whom to tell.
///
/// ```swift
/// @main struct Main {
///     static func main() {
///         Program.start { program in await serve(program) }
///     }
/// }
/// ```
package final class Program: Sendable {
    /// Requested by the first SIGTERM or SIGINT (or SIGHUP, where that stops).
    package let stop = Stop()
    package let environment: [String: String]
    package let serviceManager: ServiceManager

    private let hangUp: HangUp
    private let state = Mutex(State())

    /// What the end of the terminal, or `kill -HUP`, means to a program.
    package enum HangUp: Sendable { case reloads, stops }

    private struct State {
        var stoppedBy: Signal?
        var reloads: [AsyncStream<Void>.Continuation] = []
    }

    package init(environment: [String: String], hangUp: HangUp = .reloads) {
        self.hangUp = hangUp
        self.environment = environment
        serviceManager = ServiceManager(environment: environment)
    }

    /// The signal that asked for the stop, if one did.
    package var stoppedBy: Signal? { state.withLock { $0.stoppedBy } }

    /// An element for each SIGHUP from now on; several that come close together may be one.
    package func reloads() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.reloads.append(continuation) }
        return stream
    }

    /// What a signal means: SIGHUP reads settings again, the first of the others asks for a stop.
    ///
    /// Answers with the code to exit with at once, for whoever asks a second time.
    package func receive(_ signal: Signal) -> Int32? {
        if signal == .hangUp, hangUp == .reloads {
            for reload in state.withLock({ $0.reloads }) { reload.yield() }
            return nil
        }
        let again = state.withLock { state in
            defer { state.stoppedBy = state.stoppedBy ?? signal }
            return state.stoppedBy != nil
        }
        guard !again else { return 128 + signal.rawValue }
        serviceManager.stopping()
        stop.request()
        return nil
    }
}

extension Program {
    /// Runs `body` and exits with the code that it answers; until then this thread, the first, takes the signals.
    ///
    /// Call it in a synchronous `main` before anything else: signals must be blocked before any thread starts.
    package static func start(
        hangUp: HangUp = .reloads, _ body: @escaping @Sendable (Program) async -> Int32
    ) -> Never {
        let signals: [Signal] = [.terminate, .interrupt, .hangUp]
        Signal.block(signals)
        let program = Program(environment: ThisProcess.environment, hangUp: hangUp)
        // Unstructured: the bridge from the synchronous `main`, which waits for signals meanwhile.
        Task { ThisProcess.exit(await body(program)) }
        while true {
            if let code = program.receive(Signal.wait(for: signals)) { ThisProcess.exitNow(code) }
        }
    }
}
