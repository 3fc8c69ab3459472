/// A small type round a whole number within bounds: its `init` refuses others, and its schema states the bounds.
package protocol RuledInteger: Codable, Sendable, Hashable {
    static var bounds: ClosedRange<Int> { get }

    var value: Int { get }
    /// Called with a number within the bounds.
    init(within value: Int)
}

extension RuledInteger {
    /// Refuses, as `invalid`, a number out of bounds.
    package init(_ value: Int) throws(Failure) {
        guard Self.bounds.contains(value) else {
            throw Failure(
                .invalid,
                "expected a whole number from \(Self.bounds.lowerBound) to \(Self.bounds.upperBound), found \(value)")
        }
        self.init(within: value)
    }

    package init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(Int.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
