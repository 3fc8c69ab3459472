import Basics
import HTTP
import Synchronization

/// The time by which requests are signed: this machine's, put right by the store's own where the two were found to be
/// too far apart.
final class StoreClock: Sendable {
    private let machine: @Sendable () -> Instant
    /// In milliseconds, to be added to the machine's.
    private let offset = Atomic<Int64>(0)

    /// Stores refuse what was signed a quarter of an hour before or after; a third of it is a wrong clock, not a delay.
    static let tolerance: Duration = .seconds(300)

    init(_ machine: @escaping @Sendable () -> Instant = { .now }) { self.machine = machine }

    var now: Instant { machine() + .milliseconds(offset.load(ordering: .relaxed)) }

    /// Whether a `Date` field tells of a clock that is too far from `signed`.
    static func isOff(_ date: String?, from signed: Instant) -> Bool {
        guard let theirs = instant(date) else { return false }
        let difference = theirs - signed
        return difference > tolerance || difference < .zero - tolerance
    }

    /// Follows the clock that a `Date` field tells of.
    func set(by date: String?) {
        guard let theirs = Self.instant(date) else { return }
        offset.store((theirs - machine()).wholeMilliseconds, ordering: .relaxed)
    }

    private static func instant(_ date: String?) -> Instant? {
        guard let date, let seconds = HTTPDate.seconds(date.utf8.span) else { return nil }
        return Instant(milliseconds: Int64(seconds) * 1000)
    }
}
