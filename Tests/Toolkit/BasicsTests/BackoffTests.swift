import Basics
import Testing

@Suite("Backoff") struct BackoffTests {
    /// Always the same number: `.max` is the most that chance allows, a small one the least (0 would be drawn again).
    struct Loaded: RandomNumberGenerator {
        let value: UInt64
        mutating func next() -> UInt64 { value }
    }

    private func delays(_ backoff: Backoff, luck: UInt64, count: Int) -> [Duration] {
        var (backoff, generator) = (backoff, Loaded(value: luck))
        return (0..<count).map { _ in backoff.next(using: &generator) }
    }

    @Test func `it doubles up to its limit, and half is left to chance`() {
        let backoff = Backoff(first: .milliseconds(100), limit: .seconds(1))
        #expect(delays(backoff, luck: .max, count: 6) == [100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
        #expect(delays(backoff, luck: 1 << 40, count: 6) == [50, 100, 200, 400, 500, 500].map { .milliseconds($0) })
    }

    @Test func `a success starts it again`() {
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(1))
        var generator = Loaded(value: .max)
        for _ in 0..<5 { _ = backoff.next(using: &generator) }
        backoff.reset()
        #expect(backoff.next(using: &generator) == .milliseconds(100))
    }

    @Test func `no wait is ever longer than the limit, nor nothing`() {
        var backoff = Backoff(first: .seconds(50), limit: .seconds(3))
        for _ in 0..<1000 { #expect((.milliseconds(1)...(.seconds(3))).contains(backoff.next())) }
        var zero = Backoff(first: .zero, limit: .zero)
        #expect(zero.next() == .milliseconds(1))
    }
}
