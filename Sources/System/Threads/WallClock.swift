import Glibc

/// The time of day of this machine.
package enum WallClock {
    /// Nanoseconds since the start of 1970.
    package static func nanoseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
