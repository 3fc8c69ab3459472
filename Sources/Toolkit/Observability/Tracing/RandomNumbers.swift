import Machine

/// Numbers that do not repeat, for names of requests, traces and spans. They are no secrets: anyone may guess the next.
///
/// Each thread walks its own counter, started at a random place, and every step is scrambled (SplitMix64), so that
/// asking costs some nanoseconds and no system call.
enum RandomNumbers {
    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let counters = AtomicCells(count: 1, copies: 64)
    private static let seed = UInt64.random(in: .min ... .max)

    static func next() -> UInt64 { scramble(take(1)) }

    /// Three at the price of one: what a new trace needs.
    static func nextThree() -> (UInt64, UInt64, UInt64) {
        let last = take(3)
        return (scramble(last), scramble(last &- step), scramble(last &- 2 &* step))
    }

    /// Where this thread's walk is after so many steps more.
    @inline(__always) private static func take(_ steps: UInt64) -> UInt64 {
        // Late threads share the last counter; its number is theirs too.
        let thread = UInt64(min(ThreadNumber.current, 64))
        let turn = counters.addAndReadOwn(steps, at: 0)
        return seed &+ scramble(thread) &+ turn &* step
    }

    @inline(__always) private static func scramble(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
