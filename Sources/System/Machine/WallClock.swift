import CLinux
import Glibc

/// The time of day, as the machine has it: since the start of 1970, in UTC.
package enum WallClock {
    /// Whole seconds, right to some four milliseconds: the coarse clock costs a few nanoseconds.
    package static var seconds: Int { Int(lx_epoch()) }

    /// Seconds and milliseconds, right to some four, for as little.
    package static var coarse: (seconds: Int, milliseconds: Int) {
        let now = lx_epoch_coarse()
        return (now.tv_sec, now.tv_nsec / 1_000_000)
    }

    package static var milliseconds: Int64 { nanoseconds / 1_000_000 }

    package static var nanoseconds: Int64 { lx_epoch_ns() }
}
