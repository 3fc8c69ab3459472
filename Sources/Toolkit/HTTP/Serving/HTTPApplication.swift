/// Answers a request. It runs on the connection's loop and must not block it.
package typealias Handler = nonisolated(nonsending) @Sendable (Request) async throws -> Response

/// What a request has come to without waiting.
package enum Handling: Sendable {
    case answered(Response)
    /// What is left takes waiting.
    case waiting(Work)

    package typealias Work = nonisolated(nonsending) @Sendable () async throws -> Response
}

/// What a server serves: what answers requests, and what surrounds it.
package struct HTTPApplication: Sendable {
    /// Does what need not wait for a request. It runs on the connection's loop, in no task, and must not block.
    package var begin: @Sendable (Request) -> Handling
    /// Words what the server refuses by itself, or what a handler throws as a `Refusal`.
    package var refuse: @Sendable (Refusal, RequestID) -> Response = { Problem.response(to: $0, id: $1) }
    /// Told of every request once it is over. It runs on the loop: it must be quick.
    package var observe: (@Sendable (ServedRequest) -> Void)?
    /// Names and origins that are served; `nil` serves all.
    package var site: SitePolicy?
    /// Paths that are served even when too many requests are at work: those of health checks.
    package var urgentPaths: [String] = []
    package var compression = CompressionPolicy()
    /// What the field `Server` says; it tells no version.
    package var name = "apus"

    package init(beginning begin: @escaping @Sendable (Request) -> Handling) { self.begin = begin }

    /// One whose every request may have to wait.
    package init(_ handler: @escaping Handler) {
        begin = { request in .waiting { try await handler(request) } }
    }
}
