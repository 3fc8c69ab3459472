import Model

/// A failure as our API tells it: an `application/problem+json` (RFC 9457) with a few members of our own.
package struct Problem: Codable, Sendable, Hashable, Annotated {
    /// One wrong field.
    package struct Field: Codable, Sendable, Hashable, Annotated {
        package static let notes: Notes = [
            "field": "The path of the field, such as `metrics[3].key`.",
            "detail": "What is wrong with it.",
        ]

        package var field: String
        package var detail: String
    }

    package static let notes: Notes = [
        "type": "Names the kind of problem; it stays the same for the same `code`.",
        "title": "The kind of problem, in words.",
        "status": "The HTTP status.",
        "detail": "What is wrong this time, and what to do about it.",
        "code": "The kind of problem, for programs.",
        "field": "The path of the field that is wrong, such as `metrics[3].key`.",
        "errors": "Every wrong field, when more than one is known.",
        "request_id": "What to quote when asking for help: the log knows the request by it.",
    ]

    package var type: String
    package var title: String
    package var status: Int
    package var detail: String
    package var code: Failure.Code
    package var field: String?
    package var errors: [Field]?
    package var requestID: String?

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, code, field, errors
        case requestID = "request_id"
    }

    package init(_ failure: Failure, requestID: String?) {
        type = "urn:apus:problem:" + failure.code.rawValue
        title = failure.code.title
        status = failure.code.status
        detail = failure.message
        code = failure.code
        field = failure.field
        errors =
            failure.details.isEmpty ? nil : failure.details.map { Field(field: $0.field, detail: $0.message) }
        self.requestID = requestID
    }

    /// The failure that the problem tells of.
    package var failure: Failure {
        Failure(
            code, detail, field: field,
            details: (errors ?? []).map { Failure.Detail(field: $0.field, message: $0.detail) })
    }
}
