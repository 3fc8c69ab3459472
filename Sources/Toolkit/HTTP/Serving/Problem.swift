import Memory

/// The server's own words for a refusal: a problem in JSON (RFC 9457) that repeats nothing of the request.
package enum Problem {
    package static func response(to refusal: Refusal, id: RequestID) -> Response {
        var json: [UInt8] = []
        json.reserveCapacity(256)
        json.append("{\"type\":\"about:blank\",\"title\":\"")
        json.append(refusal.status.reason)
        json.append("\",\"status\":")
        json.append(decimal: Int(refusal.status.code))
        json.append(",\"detail\":\"")
        for byte in refusal.detail.utf8 where byte >= 0x20 && byte != 0x22 && byte != 0x5C { json.append(byte) }
        json.append("\",\"requestId\":\"")
        json.append(contentsOf: id.bytes)
        json.append("\"}")
        var response = Response(refusal.status, "application/problem+json", json)
        response.headers.add("cache-control", "no-store")
        response.headers.add("x-content-type-options", "nosniff")
        response.headers.add("x-request-id", id.text)
        refusal.addFields(to: &response)
        return response
    }
}

extension Refusal {
    /// The fields that go with it, however it is worded.
    package func addFields(to response: inout Response) {
        if let retryAfter { response.headers.set("retry-after", "\(max(0, retryAfter))") }
        if let allow { response.headers.set("allow", allow.list) }
    }
}
