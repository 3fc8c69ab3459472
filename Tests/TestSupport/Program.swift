private import Foundation
private import Glibc

/// A real program started by a test: its output is kept, and it never outlives the test process.
package final class Program: Sendable {
    private struct State: Sendable {
        var pid: Int32?
        var output: [UInt8] = []
        var isSilent = false
        var status: Int32?
        var problem: TestFailure?
    }

    package let name: String
    package let pid: Int32
    private let state: Watched<State>

    /// Starts a program.
    ///
    /// Its environment is what `environment` says and a `PATH`, and nothing of the test's own but what a sanitizer
    /// needs, so that no setting leaks in. `passing` are descriptors that it finds as 3, 4, …
    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], folder: String = "/",
        passing: [Int32] = []
    ) throws {
        name = URL(filePath: program).lastPathComponent
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let base = ["PATH": "\(path):/usr/sbin:/sbin", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
        let sanitizer = Place.sanitizer(for: [program] + arguments)
        let whole = base.merging(sanitizer) { $1 }.merging(environment) { $1 }
        // The kernel ends the child when the thread that started it ends: hence this thread, which waits for it.
        let command = ["env", "-C", folder, "setpriv", "--pdeathsig", "KILL", "--", program] + arguments
        let state = Watched(State())
        Thread.detachNewThread {
            do {
                let (pid, output) = try SystemCalls.spawn(
                    command, environment: whole, passing: passing)
                Thread.detachNewThread { Self.collect(output, into: state) }
                state.update { $0.pid = pid }
                let status = SystemCalls.wait(for: pid)
                state.update { $0.status = status }
            } catch {
                state.update { $0.problem = error as? TestFailure ?? TestFailure("\(error)") }
            }
        }
        let started = state.wait(within: .seconds(30)) { $0.pid != nil || $0.problem != nil ? $0 : nil }
        guard let pid = started?.pid else { throw started?.problem ?? TestFailure("\(program) did not start") }
        self.pid = pid
        self.state = state
    }

    deinit { kill() }

    private static func collect(_ output: Int32, into state: Watched<State>) {
        while true {
            let bytes = SystemCalls.read(output)
            guard !bytes.isEmpty else { break }
            state.update { $0.output += bytes }
        }
        SystemCalls.close(output)
        state.update { $0.isSilent = true }
    }

    /// All it has said so far, on both its outputs.
    package var output: String { String(decoding: state.current.output, as: UTF8.self) }

    package var isRunning: Bool { state.current.status == nil }
}

extension Program {
    /// Waits for a line that contains `text` and returns it.
    ///
    /// - Throws: what the program said, when it ended or the time did.
    @discardableResult
    package func line(containing text: String, within limit: Duration = .seconds(20)) async throws -> String {
        let state = state
        let found: String?? = try await onThread {
            state.wait(within: limit) { state -> String?? in
                let lines = String(decoding: state.output, as: UTF8.self).split(separator: "\n")
                if let line = lines.first(where: { $0.contains(text) }) { return .some(String(line)) }
                return state.status != nil && state.isSilent ? .some(nil) : nil
            }
        }
        guard let found, let line = found else { throw TestFailure("\(name) never said “\(text)”:\n\(output)") }
        return line
    }

    /// Waits until something accepts connections on a port.
    package func port(_ port: Int, within limit: Duration = .seconds(20)) async throws {
        let state = state
        let accepted = try await onThread { () -> Bool in
            let end = ContinuousClock.now + limit
            while ContinuousClock.now < end {
                if let socket = try? SystemCalls.connect(port: port) {
                    SystemCalls.close(socket)
                    return true
                }
                if state.wait(within: .milliseconds(5), for: { $0.status }) != nil { return false }
            }
            return false
        }
        if !accepted { throw TestFailure("\(name) never listened on \(port):\n\(output)") }
    }

    /// Waits until it has ended: its exit status, or minus the signal that ended it.
    package func end(within limit: Duration = .seconds(30)) async throws -> Int32 {
        let state = state
        let status = try await onThread { state.wait(within: limit) { $0.status } }
        guard let status else { throw TestFailure("\(name) did not end within \(limit):\n\(output)") }
        return status
    }

    /// All it said, once it has ended: what it started itself may still be writing for a moment.
    package func wholeOutput() async throws -> String {
        let state = state
        _ = try await onThread { state.wait(within: .seconds(5)) { $0.isSilent ? true : nil } }
        return output
    }

    package func send(signal: Int32) {
        state.update { if $0.status == nil, let pid = $0.pid { Glibc.kill(pid, signal) } }
    }

    /// Asks it to stop and waits until it has.
    @discardableResult
    package func stop(within limit: Duration = .seconds(30)) async throws -> Int32 {
        send(signal: SIGTERM)
        return try await end(within: limit)
    }

    /// Ends it without a word.
    package func kill() { send(signal: SIGKILL) }
}
