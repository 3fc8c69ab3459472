import Basics

/// What a link allows.
package enum BlobAccess: Sendable, Hashable {
    case get
    /// To store so many bytes of that type, in one request.
    case put(size: Int, type: BlobType)
}

/// A URL at which the store itself gives or takes one blob, for a time, without further credentials.
package struct BlobLink: Sendable, Equatable {
    /// A field that the request must have, for the signature covers it.
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package let method: String
    package let url: String
    package let fields: [Field]
    package let expires: Instant

    package init(method: String, url: String, fields: [Field], expires: Instant) {
        self.method = method
        self.url = url
        self.fields = fields
        self.expires = expires
    }

    /// Refuses a time that no link can last: S3 allows seven days.
    package static func check(_ duration: Duration) throws(BlobError) {
        guard duration >= .seconds(1), duration <= .seconds(7 * 86_400) else {
            throw BlobError(.invalid, "a link lasts from a second to seven days, not \(duration)")
        }
    }
}
