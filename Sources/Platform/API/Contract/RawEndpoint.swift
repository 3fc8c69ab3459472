/// One operation of the HTTP API whose body, in or out, is not JSON: uploads, downloads, events, plain text.
///
/// All its properties come from the path and the query; the body is the handler's, streamed.
package protocol RawEndpoint: Contract {
    /// The media types of the body that it takes; none when it takes no body.
    static var takes: [MediaType] { get }
    /// The media types that it gives.
    static var gives: [MediaType] { get }
    static var success: Success { get }
}

extension RawEndpoint {
    package static var takes: [MediaType] { [] }
    package static var success: Success { .ok }
}

/// The type of a body, such as `text/plain; charset=utf-8`.
package struct MediaType: Sendable, Hashable, ExpressibleByStringLiteral {
    package let text: String
    /// The line of a head that names it.
    package let line: [UInt8]

    package init(stringLiteral text: String) {
        self.text = text
        line = Array("content-type: \(text)\r\n".utf8)
    }

    package static let json: Self = "application/json"
    package static let problem: Self = "application/problem+json"
    package static let text: Self = "text/plain; charset=utf-8"
    package static let html: Self = "text/html; charset=utf-8"
    package static let bytes: Self = "application/octet-stream"
    package static let events: Self = "text/event-stream"
}
