/// An answer as it is kept to be given again.
package struct KeptAnswer: Sendable, Hashable {
    package let status: Int
    /// The revision that it named in `ETag`.
    package let tag: String?
    package let body: [UInt8]

    package init(status: Int, tag: String? = nil, body: [UInt8]) {
        self.status = status
        self.tag = tag
        self.body = body
    }

    /// Roughly what it takes in memory, with its key.
    package var size: Int { 512 + body.count }
}
