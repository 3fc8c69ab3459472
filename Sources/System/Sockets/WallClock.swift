import CLinux

/// The time of day, to the tick of the kernel's coarse clock (some four milliseconds), which costs a few nanoseconds.
package enum WallClock {
    /// Whole seconds since 1970.
    package static var seconds: Int { Int(lx_epoch()) }
}
