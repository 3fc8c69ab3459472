/// How much a document may hold before it is refused.
package struct JSONLimits: Equatable, Sendable {
    /// How deep arrays and objects may stand in each other; at most 256.
    package var depth: Int
    /// How many values it may hold, arrays and objects among them.
    package var values: Int

    package static let standard = JSONLimits(depth: 64, values: 100_000)

    package init(depth: Int = 64, values: Int = 100_000) {
        precondition(depth <= 256, "what reads a document recurses, on a stack that may be small")
        self.depth = depth
        self.values = values
    }
}
