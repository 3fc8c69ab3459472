import Testing

@testable import Observability

@Suite struct DeliveryTests {
    @Test(arguments: [200, 202, 204, 299]) func `a yes ends it`(status: Int) {
        var delivery = Delivery()
        #expect(delivery.ended(.answered(status: status, retryAfter: nil)) == .done)
    }

    @Test(arguments: [100, 301, 400, 401, 403, 404, 413, 415, 500, 501, 505])
    func `a no is final`(status: Int) {
        var delivery = Delivery()
        #expect(delivery.ended(.answered(status: status, retryAfter: "1")) == .giveUp)
    }

    @Test(arguments: [429, 502, 503, 504]) func `a not now is tried again, ever later, and not for ever`(status: Int) {
        var delivery = Delivery()
        let pauses = [0.5, 1, 2, 4, 8].map { Delivery.Action.retry(after: .seconds($0)) }
        for pause in pauses { #expect(delivery.ended(.answered(status: status, retryAfter: nil)) == pause) }
        #expect(delivery.ended(.answered(status: status, retryAfter: nil)) == .giveUp)
    }

    @Test func `no answer is tried again`() {
        var delivery = Delivery()
        #expect(delivery.ended(.failed, luck: 1 << 63) == .retry(after: .seconds(0.75)))
    }

    @Test(arguments: [
        ("7", 7.0), ("0", 0.5), ("3600", 30), ("-1", 0.5), ("+5", 0.5), ("1.5", 0.5), ("", 0.5),
        ("99999999999999", 0.5),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0.5),
    ])
    func `the collector's own pause is kept to, within reason`(header: String, seconds: Double) {
        var delivery = Delivery()
        let action = delivery.ended(.answered(status: 429, retryAfter: header))
        #expect(action == .retry(after: .seconds(seconds)))
    }
}

extension Delivery {
    /// What becomes of it when chance is always the same number: at first the least that it may add to a pause.
    fileprivate mutating func ended(_ outcome: Outcome, luck: UInt64 = 1 << 40) -> Action {
        var chance = Loaded(value: luck)
        return ended(outcome, using: &chance)
    }
}

private struct Loaded: RandomNumberGenerator {
    let value: UInt64
    mutating func next() -> UInt64 { value }
}
