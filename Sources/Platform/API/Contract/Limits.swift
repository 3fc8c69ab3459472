/// What a request of one operation may cost.
package struct Limits: Sendable, Hashable {
    /// Bytes of the body, also after it has been inflated; `nil` where a streamed body is bounded by its handler.
    package var body: Int?
    /// Whether the body may come compressed by gzip.
    package var takesGzip: Bool
    /// How long the answer may take; `nil` for streams, which must only go on. The default stands for what the server's
    /// settings say.
    package var deadline: Duration?

    package init(body: Int? = 1 << 20, takesGzip: Bool = false, deadline: Duration? = .seconds(30)) {
        self.body = body
        self.takesGzip = takesGzip
        self.deadline = deadline
    }
}
