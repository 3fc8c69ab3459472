import Machine
import Synchronization

/// Where lines wait for the thread that writes them, so that no event loop ever waits for a terminal or a pipe.
///
/// Each thread puts its lines in a part of its own. The writing thread collects all parts some ten milliseconds after
/// the first line, or at once when a part is half full; lines of different threads may change places by that much.
/// A part is bounded: what does not fit is dropped, counted, and reported in the log itself; warnings and errors have
/// a reserve that ordinary lines cannot fill.
package final class LogWriter: Sendable {
    struct Part: ~Copyable {
        var lines = LineBuffer()
        var time = LogTime()
        var dropped = 0
    }

    let line: LogLine
    private let core: Core

    /// `write` answers false when the other end is gone; it runs on the writing thread alone and may wait.
    package init(
        _ format: LogFormat, partLimit: Int = 256 << 10, patience: Duration = .milliseconds(10),
        write: @escaping @Sendable (borrowing LineBuffer) -> Bool
    ) {
        line = LogLine(format: format)
        core = Core(LogLine(format: format), partLimit: partLimit, patience: patience, write: write)
        let core = core
        DetachedThread.start(name: "log") { core.run() }
    }

    deinit { core.end() }

    /// Lines that were dropped since the start.
    package var dropped: Int { core.dropped.load(ordering: .relaxed) }

    @inline(__always) func append(_ level: LogLevel, _ body: (inout Part) -> Void) {
        core.append(level, body)
    }

    /// Waits until all that was logged before is written, at most for `timeout`; answers whether it was.
    /// Not for an event loop.
    @discardableResult package func flush(atMost timeout: Duration = .seconds(2)) -> Bool {
        core.flush(atMost: timeout)
    }
}

extension LogWriter {
    private final class Core: Sendable {
        private struct Orders {
            var flushes: [Bell] = []
            var ended = false
        }

        let dropped = Atomic<Int>(0)
        private let line: LogLine
        private let parts: [Lock<Part>]
        private let partLimit: Int
        private let patience: Duration
        private let write: @Sendable (borrowing LineBuffer) -> Bool
        private let something = Bell()
        private let urgent = Bell()
        private let orders = Lock(Orders())

        init(
            _ line: LogLine, partLimit: Int, patience: Duration,
            write: @escaping @Sendable (borrowing LineBuffer) -> Bool
        ) {
            self.line = line
            self.partLimit = partLimit
            self.patience = patience
            self.write = write
            parts = (0..<16).map { _ in Lock(Part()) }
        }

        @inline(__always) func append(_ level: LogLevel, _ body: (inout Part) -> Void) {
            let limit = level >= .warning ? partLimit + partLimit / 4 : partLimit
            let size = parts[ThreadNumber.current & 15].withLock { part in
                guard part.lines.count < limit else {
                    part.dropped += 1
                    return part.lines.count
                }
                body(&part)
                return part.lines.count
            }
            something.ring()
            if size > partLimit / 2 { urgent.ring() }
        }

        func flush(atMost timeout: Duration) -> Bool {
            let done = Bell()
            orders.withLock { $0.flushes.append(done) }
            urgent.ring()
            something.ring()
            return done.wait(atMost: timeout)
        }

        func end() {
            orders.withLock { $0.ended = true }
            urgent.ring()
            something.ring()
        }

        func run() {
            var spare = LineBuffer()
            while true {
                something.wait()
                if patience > .zero { urgent.wait(atMost: patience) }
                let (flushes, ended) = orders.withLock { orders in
                    defer { orders.flushes = [] }
                    return (orders.flushes, orders.ended)
                }
                for part in parts { collect(part, &spare) }
                for flush in flushes { flush.ring() }
                if ended { return }
            }
        }

        private func collect(_ part: Lock<Part>, _ spare: inout LineBuffer) {
            let lost = part.withLock { part in
                swap(&part.lines, &spare)
                defer { part.dropped = 0 }
                return part.dropped
            }
            if lost > 0 {
                dropped.wrappingAdd(lost, ordering: .relaxed)
                report(lost, in: &spare)
            }
            if spare.count > 0 { _ = write(spare) }
            // A burst's memory is given back.
            spare.clear(keepingAtMost: 64 << 10)
        }

        private func report(_ lost: Int, in lines: inout LineBuffer) {
            var time = LogTime()
            line.begin(.warning, WallClock.coarse, &time, to: &lines)
            lines.append("Log lines were dropped because they came faster than they could be written" as StaticString)
            line.endMessage(to: &lines)
            line.append("log.dropped", .integer(lost), to: &lines)
            line.end(to: &lines)
        }
    }
}
