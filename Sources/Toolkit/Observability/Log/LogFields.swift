/// What a line of the log says beside its message, by dotted stable names: `["run.id": "01J…", "duration_ms": 12.5]`.
package struct LogFields: Sendable, ExpressibleByDictionaryLiteral {
    package var pairs: [(name: String, value: LogValue)]

    package init(dictionaryLiteral elements: (String, LogValue)...) { pairs = elements }
    package init(_ pairs: [(name: String, value: LogValue)]) { self.pairs = pairs }
}

/// A value in the log: text, number, or truth.
package enum LogValue: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)

    package init(_ text: some CustomStringConvertible) { self = .text(text.description) }
    package init(_ number: some BinaryInteger) { self = .integer(Int(clamping: number)) }
    package init(_ number: Double) { self = .number(number) }
    package init(_ truth: Bool) { self = .boolean(truth) }

    /// Milliseconds, to the microsecond.
    package init(milliseconds duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .number(Double(seconds) * 1000 + Double(attoseconds / 1_000_000_000_000) / 1000)
    }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}
