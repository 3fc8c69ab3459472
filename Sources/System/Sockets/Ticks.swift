import CLinux

/// The clocks of hot paths: the coarse ones cost a few nanoseconds and are right to some four milliseconds.
package enum Ticks {
    /// Whole seconds since 1970. Coarse.
    package static var wallSeconds: Int { Int(lx_epoch()) }

    /// Milliseconds since the machine started. Coarse.
    package static var milliseconds: Int { Int(lx_uptime()) }

    /// Nanoseconds since the machine started.
    package static var nanoseconds: Int64 { lx_uptime_ns() }
}
