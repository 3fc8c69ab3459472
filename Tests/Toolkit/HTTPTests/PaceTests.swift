import Testing

@testable import HTTP

@Suite struct PaceTests {
    private func pace() -> Pace {
        var limits = HTTPLimits()
        (limits.minimumRate, limits.rateWindow, limits.rateGrace) = (1024, .seconds(10), .seconds(20))
        return Pace(limits)
    }

    @Test func `just the rate is fast enough, a byte less is not`() {
        for (bytes, isKept) in [(10_240, true), (10_239, false)] {
            var pace = pace()
            let first = pace.waited(10_000)
            #expect(first, "within the grace nothing is too slow")
            pace.moved(bytes)
            let second = pace.waited(10_000)
            #expect(second == isKept, "\(bytes) bytes")
        }
    }

    @Test func `a window is judged when it is over, not before`() {
        var pace = pace()
        let results = [10_000, 9_999].map { pace.waited($0) } + [pace.patience == 1, pace.waited(1)]
        #expect(results == [true, true, true, false])
    }

    @Test func `the grace ends at its millisecond`() {
        var limits = HTTPLimits()
        (limits.rateWindow, limits.rateGrace) = (.seconds(1), .seconds(3))
        var pace = Pace(limits)
        let results = (0..<3).map { _ in pace.waited(1000) }
        #expect(results == [true, true, false])
    }

    @Test func `what moved in one window does not count in the next`() {
        var pace = pace()
        pace.moved(1 << 30)
        let results = [pace.waited(10_000), pace.waited(10_000)]
        #expect(results == [true, false])
    }
}
