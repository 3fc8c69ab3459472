import API
import HTTP
import JSON
import Model

extension Failure {
    /// What a server's answer tells: the problem in it, or what the status alone says.
    init(status: Int, retryAfter: String?, body: [UInt8]) {
        let wait = retryAfter.flatMap { Int64($0) }.map { Duration.seconds(max(0, min($0, 86_400))) }
        if let problem = try? Problem(json: body) {
            self = problem.failure
            self.retryAfter = wait
            if code == .internalError, let id = problem.requestID {
                message += " The server's log has it as request \(id)."
            }
            return
        }
        // A newer server may have codes of which we know nothing, and a proxy has none.
        let detail = (try? JSONValue(json: body))?["detail"]?.string
        let code = Code.allCases.first { $0.status == status } ?? (status < 500 ? .invalid : .unavailable)
        self.init(
            code == .internalError || status == 502 ? .unavailable : code, detail ?? "The server answered \(status).",
            retryAfter: wait)
    }

    /// Why there is no answer, and what to do about it.
    init(_ error: HTTPClientError, at place: ServerPlace) {
        let code: Code
        let advice: String
        switch error.reason {
        case .refused:
            (code, advice) = (
                .unavailable, "Nothing listens at \(place). Start the server, or set APUS_SERVER to where it is."
            )
        case .unknownHost:
            (code, advice) = (.unavailable, "The host in \(place) is not known. Is APUS_SERVER spelled right?")
        case .tls(let why):
            (code, advice) = (.unavailable, "No secure connection to \(place): \(why).")
        case .timedOut:
            (code, advice) = (.timedOut, "The server at \(place) did not answer in time (\(error)).")
        case .cancelled: (code, advice) = (.timedOut, "The request was cancelled.")
        default: (code, advice) = (.unavailable, "The server at \(place) cannot be reached: \(error).")
        }
        let doubt = error.mayHaveBeenCarriedOut ? " It may have done what it was asked." : ""
        self.init(code, advice + doubt, cause: error)
    }
}
