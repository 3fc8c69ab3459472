import API
import HTTP
import Model
import Observability

/// Turns what went wrong into the answer that tells of it, and into the log what only we may know.
package struct FailureReporter: Sendable {
    let log: Log

    func response(to error: any Error, in wire: WireForm, _ arrival: Arrival) -> Response {
        let refusal = error as? Refusal
        let failure = Failure(error)
        if failure.code == .internalError { report(failure, arrival.context) }
        let fault = wire.fault(failure, arrival.id.description)
        var response = Response(Status(UInt16(clamping: fault.status)), fault.type, fault.body)
        if let wait = failure.retryAfter { response.headers.add("retry-after", String(wait.roundedSeconds)) }
        if let allow = refusal?.allow { response.headers.add("allow", allow.list) }
        if failure.code == .unauthenticated {
            // A browser's own window for passwords is for nobody who uses the pages.
            let isPage = arrival.request.header("sec-fetch-mode") != nil
            response.headers.add("www-authenticate", isPage ? "Bearer" : "Bearer, Basic realm=\"Apus\"")
        }
        return response
    }

    /// The answer to what the server refuses by itself, before it knows for which operation the request is.
    package static func response(to refusal: Refusal, id: HTTP.RequestID) -> Response {
        let fault = WireForm.root.fault(Failure(refusal), id.text)
        var response = Response(refusal.status, fault.type, fault.body)
        refusal.addFields(to: &response)
        response.headers.add(id)
        response.protect(isEncrypted: false)
        return response
    }

    private func report(_ failure: Failure, _ context: RequestContext) {
        RequestContext.$current.withValue(context) {
            log.error("A request failed inside the server.", cause: failure.cause ?? failure)
        }
    }
}

/// What the server refused by itself: before any operation saw it, or while its body was read.
extension Refusal: FailureConvertible {
    package var failure: Failure { Failure(self) }
}

extension Failure {
    fileprivate init(_ refusal: Refusal) {
        let code: Code =
            switch refusal.status.code {
            case 401: .unauthenticated
            case 403: .forbidden
            case 404: .unknownOperation
            case 405: .methodNotAllowed
            case 408, 504: .timedOut
            case 413, 414, 431: .tooLarge
            case 415, 417: .unsupported
            case 421: .misdirected
            case 429: .tooMany
            case 501, 505: .notImplemented
            case 503: .unavailable
            case 400..<500: .invalid
            default: .internalError
            }
        self.init(code, refusal.detail, retryAfter: refusal.retryAfter.map { .seconds($0) })
    }
}

extension Duration {
    /// Whole seconds, none of them too early.
    fileprivate var roundedSeconds: Int64 {
        components.seconds + (components.attoseconds > 0 ? 1 : 0)
    }
}
