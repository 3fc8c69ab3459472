import HTTP
import Observability

/// What every answer carries, whatever made it; this is the one place.
extension Response {
    mutating func finish(_ context: RequestContext, _ operation: ServedOperation?, isEncrypted: Bool) {
        headers.add("x-request-id", context.id.description)
        headers.add("x-content-type-options", "nosniff")
        if !headers.contains("cache-control") { headers.add("cache-control", "no-store") }
        if isEncrypted { headers.add("strict-transport-security", "max-age=31536000") }
        route = operation?.index ?? -1
        attachment = Answered(context: context, operation: operation)
    }

    /// What a path takes, for whoever asks by OPTIONS.
    static func options(_ methods: MethodSet, _ context: RequestContext) -> Response {
        var response = Response(.noContent)
        response.headers.add("allow", methods.list)
        response.finish(context, nil, isEncrypted: false)
        return response
    }
}

/// What is known of a request when its answer has been sent.
package final class Answered: Sendable {
    package let context: RequestContext
    package let operation: ServedOperation?

    init(context: RequestContext, operation: ServedOperation?) {
        self.context = context
        self.operation = operation
    }
}
