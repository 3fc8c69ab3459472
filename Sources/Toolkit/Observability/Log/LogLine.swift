import Machine

/// One line of the log while it is written.
struct LogLine {
    let format: LogFormat

    func begin(
        _ level: LogLevel, _ now: (seconds: Int, milliseconds: Int), _ time: inout LogTime, to line: inout LineBuffer
    ) {
        switch format {
        case .json:
            line.append(#"{"time":""# as StaticString)
            time.append(now, to: &line)
            line.append(Self.opening(level))
        case .text:
            time.append(now, to: &line)
            line.append(Self.column(level))
        }
    }

    /// After the message: fields, in any number.
    func endMessage(to line: inout LineBuffer) {
        if format == .json { line.append(UInt8(ascii: "\"")) }
    }

    func append(_ name: String, _ value: LogValue, to line: inout LineBuffer) {
        beginField(name, to: &line)
        if format == .text, case .text(let text) = value, Self.isWord(text) {
            line.append(text)
        } else {
            LogBytes.append(value: value, to: &line)
        }
    }

    /// A text whose name is of this program and needs no escaping.
    @inline(__always) func append(_ name: StaticString, text: String, to line: inout LineBuffer) {
        beginKnownField(name, to: &line)
        if format == .text, Self.isWord(text) { return line.append(text) }
        line.append(UInt8(ascii: "\""))
        LogBytes.append(escaping: text, to: &line)
        line.append(UInt8(ascii: "\""))
    }

    @inline(__always) func append(_ name: StaticString, _ text: borrowing LogText, to line: inout LineBuffer) {
        beginKnownField(name, to: &line)
        let isQuoted = format == .json || !text.isWord
        if isQuoted { line.append(UInt8(ascii: "\"")) }
        line.append(text.escaped.span)
        if isQuoted { line.append(UInt8(ascii: "\"")) }
    }

    @inline(__always) func append(_ name: StaticString, integer: Int, to line: inout LineBuffer) {
        beginKnownField(name, to: &line)
        line.append(decimal: integer)
    }

    /// A number of a trace, as hexadecimal digits.
    @inline(__always) func append(
        _ name: StaticString, hexadecimal high: UInt64?, _ low: UInt64, to line: inout LineBuffer
    ) {
        beginKnownField(name, to: &line)
        if format == .json { line.append(UInt8(ascii: "\"")) }
        if let high { line.append(hexadecimal: high) }
        line.append(hexadecimal: low)
        if format == .json { line.append(UInt8(ascii: "\"")) }
    }

    /// A duration in milliseconds.
    @inline(__always) func append(_ name: StaticString, nanoseconds: Int64, to line: inout LineBuffer) {
        beginKnownField(name, to: &line)
        LogBytes.append(milliseconds: nanoseconds, to: &line)
    }

    func end(to line: inout LineBuffer) {
        if format == .json { line.append(UInt8(ascii: "}")) }
        line.append(UInt8(ascii: "\n"))
    }

    @inline(__always) private func beginKnownField(_ name: StaticString, to line: inout LineBuffer) {
        if format == .json { return line.append(member: name) }
        line.append("  " as StaticString)
        line.append(name)
        line.append(UInt8(ascii: "="))
    }

    private func beginField(_ name: String, to line: inout LineBuffer) {
        switch format {
        case .json:
            line.append(#",""# as StaticString)
            LogBytes.append(escaping: name, to: &line)
            line.append(#"":"# as StaticString)
        case .text:
            line.append("  " as StaticString)
            LogBytes.append(escaping: name, to: &line)
            line.append("=" as StaticString)
        }
    }

    /// What stands between the time and the message.
    private static func opening(_ level: LogLevel) -> StaticString {
        switch level {
        case .debug: #"","level":"debug","message":""#
        case .info: #"","level":"info","message":""#
        case .warning: #"","level":"warning","message":""#
        case .error: #"","level":"error","message":""#
        case .fatal: #"","level":"fatal","message":""#
        }
    }

    private static func column(_ level: LogLevel) -> StaticString {
        switch level {
        case .debug: "  debug    "
        case .info: "  info     "
        case .warning: "  WARNING  "
        case .error: "  ERROR    "
        case .fatal: "  FATAL    "
        }
    }

    /// Text that reads well without quotes.
    static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 200
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C && $0 != UInt8(ascii: "=") }
    }
}
