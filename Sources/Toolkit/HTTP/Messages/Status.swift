/// How a request ended, as a number of three digits (RFC 9110 §15).
package struct Status: Sendable, Hashable {
    package let code: UInt16
    package init(_ code: UInt16) { self.code = code }

    package static let ok = Status(200), created = Status(201), accepted = Status(202), noContent = Status(204)
    package static let partialContent = Status(206)
    package static let movedPermanently = Status(301), found = Status(302), seeOther = Status(303)
    package static let notModified = Status(304), temporaryRedirect = Status(307), permanentRedirect = Status(308)
    package static let badRequest = Status(400), unauthorized = Status(401), forbidden = Status(403)
    package static let notFound = Status(404), methodNotAllowed = Status(405), notAcceptable = Status(406)
    package static let requestTimeout = Status(408), conflict = Status(409), gone = Status(410)
    package static let lengthRequired = Status(411), preconditionFailed = Status(412), contentTooLarge = Status(413)
    package static let uriTooLong = Status(414), unsupportedMediaType = Status(415)
    package static let rangeNotSatisfiable = Status(416), expectationFailed = Status(417)
    package static let misdirectedRequest = Status(421), unprocessableContent = Status(422)
    package static let preconditionRequired = Status(428), tooManyRequests = Status(429)
    package static let requestHeaderFieldsTooLarge = Status(431)
    package static let internalServerError = Status(500), notImplemented = Status(501), badGateway = Status(502)
    package static let serviceUnavailable = Status(503), gatewayTimeout = Status(504)
    package static let httpVersionNotSupported = Status(505), insufficientStorage = Status(507)

    /// Whether an answer of this status has no content by definition (RFC 9110 §6.4.1).
    package var isBodiless: Bool { code < 200 || code == 204 || code == 304 }

    /// The phrase that goes with the code; empty for a code that has none here.
    package var reason: StaticString {
        switch code {
        case 100..<300: successReason
        case 300..<400: redirectReason
        case 400..<500: clientReason
        default: serverReason
        }
    }

    private var successReason: StaticString {
        switch code {
        case 100: "Continue"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        default: ""
        }
    }

    private var redirectReason: StaticString {
        switch code {
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        default: ""
        }
    }

    private var clientReason: StaticString {
        switch code {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        default: ""
        }
    }

    private var serverReason: StaticString {
        switch code {
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: ""
        }
    }
}
