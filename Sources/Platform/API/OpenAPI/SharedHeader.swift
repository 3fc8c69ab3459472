import JSON

/// A header field that many answers carry.
enum SharedHeader: String, CaseIterable {
    case allow = "Allow"
    case authenticate = "WWW-Authenticate"
    case entityTag = "ETag"
    case requestID = "X-Request-Id"
    case retryAfter = "Retry-After"

    static var components: JSONValue {
        JSONObject { object in
            for header in allCases {
                object[header.rawValue] = ["description": .string(header.note), "schema": header.schema.json]
            }
        }.value
    }

    var reference: JSONValue { ["$ref": .string("#/components/headers/" + rawValue)] }

    private var note: String {
        switch self {
        case .allow: "The methods that the path does take."
        case .authenticate: "The ways to sign in."
        case .entityTag: "The revision of the thing, for `If-Match` and `If-None-Match`."
        case .requestID: "Names the request in the server's log."
        case .retryAfter: "Seconds after which trying again may help."
        }
    }

    private var schema: Schema {
        switch self {
        case .retryAfter: .integer(0...86_400)
        default: .string(Schema.Text())
        }
    }
}
