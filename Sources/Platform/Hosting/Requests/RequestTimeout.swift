import API
import Model

/// How long a caller waits, and until when: an object, for nearly every call is without one.
final class Patience: Sendable {
    let time: Duration
    let end: ContinuousClock.Instant

    init(_ time: Duration) {
        self.time = time
        end = .now + time
    }
}

/// How long a caller says it waits: seconds, whole or with up to three decimals.
enum RequestTimeout {
    /// Reads `X-Request-Timeout`.
    static func read(_ value: some Collection<UInt8>) throws(Failure) -> Duration {
        var seconds = 0
        var thousandths = 0
        var decimals = -1
        var digits = 0
        for byte in value {
            if byte == 0x2E, decimals < 0, digits > 0 {
                decimals = 0
                continue
            }
            guard byte >= 0x30, byte <= 0x39, digits < 6 || decimals >= 0, decimals < 3 else { throw refusal }
            let digit = Int(byte - 0x30)
            if decimals >= 0 {
                thousandths = thousandths * 10 + digit
                decimals += 1
            } else {
                seconds = seconds * 10 + digit
                digits += 1
            }
        }
        guard digits > 0, decimals != 0, seconds + thousandths > 0 else { throw refusal }
        for _ in 0..<(3 - max(decimals, 0)) { thousandths *= 10 }
        return .milliseconds(seconds * 1000 + thousandths)
    }

    private static let refusal = Failure(
        .invalid, "expected seconds, such as 2 or 0.5", field: RequestHeader.timeout)
}
