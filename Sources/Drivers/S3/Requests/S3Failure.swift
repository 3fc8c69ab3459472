import HTTP

/// Why the store has not done what it was asked.
struct S3Failure: Error, Sendable, CustomStringConvertible {
    enum Reason: Sendable, Equatable {
        case noSuchKey
        case noSuchBucket
        case noSuchUpload
        /// A condition (`If-Match`) does not hold.
        case changed
        case unsatisfiableRange
        /// The store knows who asks, or does not, and refuses; or there is no key to ask with.
        case unauthorized
        /// The store's clock and ours are too far apart, and putting ours right did not help.
        case clock
        /// The bucket is elsewhere, or signatures are for another region.
        case elsewhere
        /// What arrived is not what was sent.
        case digest
        case tooLarge
        case full
        /// A later attempt may succeed.
        case busy
        /// There is no whole answer; whether the request was carried out is not known.
        case broken
        case cancelled
        /// The request is one that the store does not take: a fault of ours, or a store that knows less than S3.
        case refused
        /// The answer is not what S3 answers.
        case answer
    }

    let reason: Reason
    /// What happened, and what to do where something can be done.
    let description: String
    /// What the store calls it, such as `NoSuchKey`; empty where it says nothing.
    var code = ""
    /// Whether an attempt came before it that may have been carried out.
    var wasRepeated = false

    init(_ reason: Reason, _ description: String, code: String = "") {
        self.reason = reason
        self.description = description
        self.code = code
    }
}

extension S3Failure {
    /// A failure before the answer was there.
    init(_ error: HTTPClientError) {
        switch error.reason {
        case .cancelled: self.init(.cancelled, "\(error)")
        case .invalidRequest: self.init(.refused, "\(error)")
        default: self.init(.broken, "the store gives no whole answer: \(error)")
        }
    }
}
