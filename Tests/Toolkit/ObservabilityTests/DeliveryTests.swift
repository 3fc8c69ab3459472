import Testing

@testable import Observability

@Suite struct DeliveryTests {
    @Test(arguments: [200, 202, 204, 299]) func `a yes ends it`(status: Int) {
        var delivery = Delivery()
        #expect(delivery.ended(.answered(status: status, retryAfter: nil), jitter: 0) == .done)
    }

    @Test(arguments: [100, 301, 400, 401, 403, 404, 413, 415, 500, 501, 505])
    func `a no is final`(status: Int) {
        var delivery = Delivery()
        #expect(delivery.ended(.answered(status: status, retryAfter: "1"), jitter: 0) == .giveUp)
    }

    @Test(arguments: [429, 502, 503, 504]) func `a not now is tried again, ever later, and not for ever`(status: Int) {
        var delivery = Delivery()
        let pauses = [0.5, 1, 2, 4, 8].map { Delivery.Action.retry(after: .seconds($0)) }
        for pause in pauses { #expect(delivery.ended(.answered(status: status, retryAfter: nil), jitter: 0) == pause) }
        #expect(delivery.ended(.answered(status: status, retryAfter: nil), jitter: 0) == .giveUp)
    }

    @Test func `no answer is tried again`() {
        var delivery = Delivery()
        #expect(delivery.ended(.failed, jitter: 0.5) == .retry(after: .seconds(0.75)))
    }

    @Test(arguments: [
        ("7", 7.0), ("0", 0.5), ("3600", 30), ("-1", 0.5), ("+5", 0.5), ("1.5", 0.5), ("", 0.5),
        ("99999999999999", 0.5),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0.5),
    ])
    func `the collector's own pause is kept to, within reason`(header: String, seconds: Double) {
        var delivery = Delivery()
        let action = delivery.ended(.answered(status: 429, retryAfter: header), jitter: 0)
        #expect(action == .retry(after: .seconds(seconds)))
    }
}
