import Glibc

/// A wait of a thread of our own, which nobody else is held up by.
enum Pause {
    static func thread(microseconds: Int) {
        var time = timespec(tv_sec: microseconds / 1_000_000, tv_nsec: microseconds % 1_000_000 * 1000)
        // A signal may cut it short: whoever pauses looks at the clock anyhow.
        unsafe nanosleep(&time, nil)
    }
}
