import HTTP
import Observability

/// What every answer carries, whatever made it; this is the one place.
extension Response {
    /// What keeps browsers and caches from doing more with an answer than was meant.
    mutating func protect(isEncrypted: Bool) {
        headers.add(line: "x-content-type-options: nosniff\r\n")
        if !headers.contains("cache-control") { headers.add(line: "cache-control: no-store\r\n") }
        if isEncrypted { headers.add("strict-transport-security", "max-age=31536000") }
    }

    mutating func finish(_ span: Span, _ context: RequestContext, _ operation: ServedOperation?, isEncrypted: Bool) {
        headers.add("x-request-id", context.id.description)
        protect(isEncrypted: isEncrypted)
        route = operation?.index ?? -1
        attachment = Answered(context: context, span: span, operation: operation)
    }
}

/// What is known of a request when its answer has been sent.
final class Answered: Sendable {
    let context: RequestContext
    let span: Span
    let operation: ServedOperation?

    init(context: RequestContext, span: Span, operation: ServedOperation?) {
        self.context = context
        self.span = span
        self.operation = operation
    }
}
