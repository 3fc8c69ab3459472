import Basics

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

    private static let attemptLimit = 6

    private var attempts = 0
    private var backoff = Backoff(first: .seconds(1), limit: .seconds(30))

    mutating func ended(_ outcome: Outcome, using generator: inout some RandomNumberGenerator) -> Action {
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
        return .retry(after: min(max(backoff.next(using: &generator), asked ?? .zero), backoff.limit))
    }

    private static func seconds(_ header: String) -> Duration? {
        guard (1...9).contains(header.utf8.count), header.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(header).map { .seconds($0) }
    }
}
