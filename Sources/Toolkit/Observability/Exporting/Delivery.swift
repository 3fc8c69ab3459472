/// What becomes of one batch on its way to a collector.
///
/// Tried again is what the protocol says may be (OTLP/HTTP, "Retryable Response Codes": 429, 502, 503, 504) and what
/// never got an answer; everything else is final.
struct Delivery: Equatable {
    enum Outcome: Equatable {
        case answered(status: Int, retryAfter: String?)
        case failed
    }

    enum Action: Equatable {
        case done
        case retry(after: Duration)
        case giveUp
    }

    static let attemptLimit = 6
    static let longestPause = Duration.seconds(30)

    private(set) var attempts = 0

    /// `jitter` is drawn from 0..<1: half of a pause is fixed and half is chance, so that programs do not march in
    /// step.
    mutating func ended(_ outcome: Outcome, jitter: Double) -> Action {
        attempts += 1
        var asked: Duration?
        switch outcome {
        case .answered(let status, _) where (200..<300).contains(status): return .done
        case .answered(let status, let header) where [429, 502, 503, 504].contains(status):
            asked = header.flatMap(Self.seconds)
        case .answered: return .giveUp
        case .failed: break
        }
        guard attempts < Self.attemptLimit else { return .giveUp }
        let doubled = Duration.seconds(1 << (attempts - 1))
        let pause = min(doubled, Self.longestPause) * (0.5 + 0.5 * jitter)
        return .retry(after: min(max(pause, asked ?? .zero), Self.longestPause))
    }

    private static func seconds(_ header: String) -> Duration? {
        guard (1...9).contains(header.utf8.count), header.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(header).map { .seconds($0) }
    }
}
