import HTTP

/// The error document of a store (S3 API reference, "Error responses"), or what stands in for it where an answer has no
/// body.
struct StoreError: Error, Sendable, Equatable {
    let status: Int
    let code: String
    let message: String
    /// The region that a request should have been signed for, where the store says so.
    let region: String?
    /// By which whoever runs the store finds the request.
    let requestID: String?

    init(status: Int, headers: HeaderFields, body: [UInt8]) {
        let found = body.isEmpty ? nil : try? XMLReader.read(body)
        let document = found.flatMap { $0.name == "Error" ? $0 : nil }
        self.init(status: status, headers: headers, document: document)
    }

    init(status: Int, headers: HeaderFields, document: XMLElement?) {
        self.status = status
        code = document?.text(of: "Code") ?? Self.code(ofStatus: status)
        message = document?.text(of: "Message") ?? ""
        region = document?.text(of: "Region") ?? headers["x-amz-bucket-region"]
        requestID = document?.text(of: "RequestId") ?? headers["x-amz-request-id"]
    }

    /// What an answer without a body, such as one to HEAD, most likely means.
    private static func code(ofStatus status: Int) -> String {
        switch status {
        case 301: "PermanentRedirect"
        case 307: "TemporaryRedirect"
        case 403: "AccessDenied"
        case 404: "NoSuchKey"
        case 412: "PreconditionFailed"
        case 416: "InvalidRange"
        case 503: "ServiceUnavailable"
        default: ""
        }
    }

    /// Whether a later attempt may succeed.
    var isPassing: Bool {
        switch code {
        case "SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "OperationAborted": true
        // What arrived was not what was sent: the way there has damaged it.
        case "BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody": true
        default: status == 429 || status == 500 || 502...504 ~= status
        }
    }

    var isAboutTime: Bool { code == "RequestTimeTooSkewed" }

    /// Whether another key may be taken where this one is not.
    var isAboutKey: Bool {
        switch code {
        case "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "InvalidAccessKeyId", "SignatureDoesNotMatch": true
        default: false
        }
    }
}

extension S3Failure {
    init(_ error: StoreError, bucket: String) {
        let said = [error.code, error.message].filter { !$0.isEmpty }.joined(separator: ": ")
        let number = error.requestID.map { ", request \($0)" } ?? ""
        let what = "the store answered \(error.status) \(said)\(number)"
        let reason = Self.reason(error)
        self.init(reason, what + Self.advice(reason, error, bucket), code: error.code)
    }

    private static func reason(_ error: StoreError) -> Reason {
        switch error.code {
        case "NoSuchKey": .noSuchKey
        case "NoSuchBucket": .noSuchBucket
        case "NoSuchUpload": .noSuchUpload
        case "PreconditionFailed": .changed
        case "InvalidRange": .unsatisfiableRange
        case "RequestTimeTooSkewed": .clock
        case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed": .elsewhere
        case "BadDigest", "XAmzContentSHA256Mismatch", "InvalidDigest", "XAmzContentChecksumMismatch": .digest
        case "EntityTooLarge": .tooLarge
        case "QuotaExceeded", "XMinioStorageFull", "InsufficientStorage": .full
        case _ where error.isAboutKey: .unauthorized
        case _ where error.isPassing: .busy
        default: byStatus(error.status)
        }
    }

    private static func byStatus(_ status: Int) -> Reason {
        switch status {
        case 301, 307, 308: .elsewhere
        case 401, 403: .unauthorized
        case 404: .noSuchKey
        case 412: .changed
        case 413: .tooLarge
        case 416: .unsatisfiableRange
        case 507: .full
        default: .refused
        }
    }

    private static func advice(_ reason: Reason, _ error: StoreError, _ bucket: String) -> String {
        switch reason {
        case .noSuchBucket: "; there is no bucket '\(bucket)': make it, or name another in the store's URL"
        case .elsewhere:
            error.region.map { "; add region=\($0) to the store's URL" }
                ?? "; set the bucket's own region and endpoint in the store's URL"
        case .clock: "; set this machine's clock"
        case .unauthorized: "; check the key, and what it may do with the bucket '\(bucket)'"
        case .full: "; the store has no room"
        default: ""
        }
    }
}
