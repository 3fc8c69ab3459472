import CLinux

/// The time of day, as the machine has it: since the start of 1970, in UTC.
package enum WallClock {
    /// Whole seconds, right to some four milliseconds: the coarse clock costs a few nanoseconds.
    package static var seconds: Int { Int(lx_epoch()) }

    package static var milliseconds: Int64 { nanoseconds / 1_000_000 }

    package static var nanoseconds: Int64 { lx_epoch_ns() }
}
