import HTTP
import Observability

/// What every answer carries, whatever made it; this is the one place.
extension Response {
    /// What keeps browsers and caches from doing more with an answer than was meant.
    mutating func protect(isEncrypted: Bool) {
        headers.add(headers.namesCaching ? .noSniffing : .guarding)
        if isEncrypted { headers.add(.strictTransport) }
    }

    mutating func finish(_ arrival: Arrival) {
        if let (high, low) = arrival.id.numbers {
            headers.add(HTTP.RequestID(high: high, low: low))
        } else {
            headers.add("x-request-id", arrival.id.description)
        }
        protect(isEncrypted: arrival.request.peer.isEncrypted)
        route = arrival.operation?.index ?? -1
        attachment = arrival
    }
}
