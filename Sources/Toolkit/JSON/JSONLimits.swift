/// How much a document may hold before it is refused.
package struct JSONLimits: Equatable, Sendable {
    /// How deep arrays and objects may stand in each other; at most 1,000.
    package var depth: Int
    /// How many values it may hold, arrays and objects among them.
    package var values: Int

    package static let standard = JSONLimits(depth: 64, values: 100_000)

    package init(depth: Int = 64, values: Int = 100_000) {
        precondition(depth <= 1_000, "what reads a document may recurse")
        self.depth = depth
        self.values = values
    }
}
