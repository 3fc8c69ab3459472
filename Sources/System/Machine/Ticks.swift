import CLinux

/// The time since the machine started, which no one can set: for pauses, deadlines and durations.
package enum Ticks {
    /// Milliseconds, right to some four: the coarse clock costs a few nanoseconds.
    package static var milliseconds: Int { Int(lx_uptime()) }

    package static var nanoseconds: Int64 { lx_uptime_ns() }
}
