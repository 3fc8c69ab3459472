/// Why the server does not serve a request: what it answers before, or instead of, the application.
@usableFromInline package struct Refusal: Error, Sendable, Equatable {
    package var status: Status
    /// One sentence for the person at the other end. It never repeats what the request said.
    package var detail: String
    /// Seconds after which trying again may help.
    package var retryAfter: Int?
    /// What the target does allow, for 405.
    package var allow: MethodSet?

    package init(_ status: Status, _ detail: String, retryAfter: Int? = nil, allow: MethodSet? = nil) {
        self.status = status
        self.detail = detail
        self.retryAfter = retryAfter
        self.allow = allow
    }

    package static func malformed(_ detail: String) -> Refusal { Refusal(.badRequest, detail) }
}
