/// A request to a collector, for whoever can send it.
package struct OTLPRequest: Sendable {
    package let url: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    package let timeout: Duration
}

/// What a collector answered.
package struct OTLPResponse: Sendable {
    package var status: Int
    /// The header `Retry-After` in its form of seconds; its form of a date counts as none.
    package var retryAfter: String?
    package var body: [UInt8]

    package init(status: Int, retryAfter: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }

    /// How many spans a collector that said yes refused all the same, and why (`partial_success`).
    var rejected: (count: Int, reason: String) {
        var rejected = (count: 0, reason: "")
        var fields = ProtobufReader(body)
        while let (field, value) = fields.next() {
            guard field == 1, case .data(let message) = value else { continue }
            var inner = ProtobufReader(message)
            while let (field, value) = inner.next() {
                switch (field, value) {
                case (1, .number(let count)): rejected.count = max(0, Int(truncatingIfNeeded: count))
                case (2, .data(let text)): rejected.reason = String(decoding: text.prefix(1024), as: UTF8.self)
                default: break
                }
            }
        }
        return rejected
    }
}
