/// One line of the log while it is written.
struct LogLine {
    let format: LogFormat

    func begin(_ level: LogLevel, _ nanoseconds: Int64, _ time: inout LogTime, to line: inout [UInt8]) {
        switch format {
        case .json:
            LogBytes.append(#"{"time":""#, to: &line)
            time.append(nanoseconds, to: &line)
            LogBytes.append(#"","level":""#, to: &line)
            line.append(contentsOf: level.name.utf8)
            LogBytes.append(#"","message":""#, to: &line)
        case .text:
            time.append(nanoseconds, to: &line)
            LogBytes.append(Self.column(level), to: &line)
        }
    }

    /// After the message: fields, in any number.
    func endMessage(to line: inout [UInt8]) {
        if format == .json { line.append(UInt8(ascii: "\"")) }
    }

    func append(_ name: String, _ value: LogValue, to line: inout [UInt8]) {
        beginField(name, to: &line)
        if format == .text, case .text(let text) = value, Self.isWord(text) {
            line.append(contentsOf: text.utf8)
        } else {
            LogBytes.append(value: value, to: &line)
        }
    }

    func append(milliseconds duration: Duration, to line: inout [UInt8]) {
        beginField("duration_ms", to: &line)
        LogBytes.append(milliseconds: duration, to: &line)
    }

    func end(to line: inout [UInt8]) {
        if format == .json { line.append(UInt8(ascii: "}")) }
        line.append(UInt8(ascii: "\n"))
    }

    private func beginField(_ name: String, to line: inout [UInt8]) {
        switch format {
        case .json:
            LogBytes.append(#",""#, to: &line)
            LogBytes.append(escaping: name, to: &line)
            LogBytes.append(#"":"#, to: &line)
        case .text:
            LogBytes.append("  ", to: &line)
            LogBytes.append(escaping: name, to: &line)
            LogBytes.append("=", to: &line)
        }
    }

    private static func column(_ level: LogLevel) -> String {
        switch level {
        case .debug: "  debug    "
        case .info: "  info     "
        case .warning: "  WARNING  "
        case .error: "  ERROR    "
        case .fatal: "  FATAL    "
        }
    }

    /// Text that reads well without quotes.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 200
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C && $0 != UInt8(ascii: "=") }
    }
}
