/// The list of `tracestate`: keys and values of other tracing systems, the newest first.
package struct TraceState: Sendable, Hashable {
    package struct Member: Sendable, Hashable {
        package let key: String
        package let value: String
    }

    package private(set) var members: [Member] = []

    package init() {}

    package var isEmpty: Bool { members.isEmpty }

    init(_ members: [Member]) { self.members = members }
}
