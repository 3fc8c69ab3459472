import Machine

/// The structured log: a message readable alone, and fields with dotted stable names.
///
/// A line carries the request, trace and span that it was written in. Never log tokens, bodies, or e-mail addresses.
package struct Log: Sendable {
    package let minimum: LogLevel
    package let writer: LogWriter
    private let bound: LogFields

    package init(_ writer: LogWriter, minimum: LogLevel = .info) {
        self.init(writer, minimum: minimum, bound: [:])
    }

    private init(_ writer: LogWriter, minimum: LogLevel, bound: LogFields) {
        self.writer = writer
        self.minimum = minimum
        self.bound = bound
    }

    /// A log on standard error.
    package init(_ format: LogFormat = .automatic, minimum: LogLevel = .info) {
        let writer = LogWriter(format) { lines in OutputDescriptor.standardError.write(lines) }
        self.init(writer, minimum: minimum)
    }

    /// The same log, whose lines carry these fields too.
    package func with(_ fields: LogFields) -> Log {
        Log(writer, minimum: minimum, bound: LogFields(bound.pairs + fields.pairs))
    }

    package func debug(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> LogFields = [:]) {
        if minimum <= .debug { write(.debug, message(), fields(), nil) }
    }

    package func info(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> LogFields = [:]) {
        if minimum <= .info { write(.info, message(), fields(), nil) }
    }

    package func warning(
        _ message: @autoclosure () -> String, _ fields: @autoclosure () -> LogFields = [:],
        cause: (any Error)? = nil
    ) {
        if minimum <= .warning { write(.warning, message(), fields(), cause) }
    }

    /// What failed, once, where it is handled, with its cause.
    package func error(
        _ message: @autoclosure () -> String, _ fields: @autoclosure () -> LogFields = [:],
        cause: (any Error)? = nil
    ) {
        if minimum <= .error { write(.error, message(), fields(), cause) }
    }

    /// What ends the process; returns when the line is written or two seconds have passed.
    package func fatal(_ message: String, _ fields: LogFields = [:], cause: (any Error)? = nil) {
        write(.fatal, message, fields, cause)
        writer.flush()
    }

    private func write(_ level: LogLevel, _ message: String, _ fields: LogFields, _ cause: (any Error)?) {
        let now = WallClock.coarse
        let request = RequestContext.current
        let line = writer.line
        writer.append(level) { part in
            line.begin(level, now, &part.time, to: &part.lines)
            LogBytes.append(escaping: message, to: &part.lines)
            line.endMessage(to: &part.lines)
            for (name, value) in fields.pairs { line.append(name, value, to: &part.lines) }
            for (name, value) in bound.pairs { line.append(name, value, to: &part.lines) }
            if let cause {
                line.append("error.type", .text(String(describing: type(of: cause))), to: &part.lines)
                line.append("error.message", .text(String(describing: cause)), to: &part.lines)
            }
            if let request { line.append(request, to: &part.lines) }
            line.end(to: &part.lines)
        }
    }
}
