import Glibc

/// The time of day, as the machine has it.
package enum WallClock {
    /// Milliseconds since the start of 1970, in UTC.
    package static var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// Nanoseconds since the start of 1970, in UTC.
    package static var nanoseconds: Int64 {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
