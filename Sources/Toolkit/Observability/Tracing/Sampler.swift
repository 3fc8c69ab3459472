/// Decides which traces are recorded; the names are those of `OTEL_TRACES_SAMPLER`.
package indirect enum Sampler: Sendable, Equatable {
    case alwaysOn
    case alwaysOff
    /// That part of all traces, chosen by their number, so that every program that is asked chooses alike.
    case ratio(Double)
    /// What the caller decided; where there is no caller, what `root` says.
    case parentBased(root: Sampler)

    package init?(name: String, argument: String?) {
        let ratio = argument.map { Double($0) ?? .nan } ?? 1
        guard ratio >= 0, ratio <= 1 else { return nil }
        switch name {
        case "always_on": self = .alwaysOn
        case "always_off": self = .alwaysOff
        case "traceidratio": self = .ratio(ratio)
        case "parentbased_always_on": self = .parentBased(root: .alwaysOn)
        case "parentbased_always_off": self = .parentBased(root: .alwaysOff)
        case "parentbased_traceidratio": self = .parentBased(root: .ratio(ratio))
        default: return nil
        }
    }

    package func records(_ trace: TraceID, parent: TraceContext?) -> Bool {
        switch self {
        case .alwaysOn: true
        case .alwaysOff: false
        case .ratio(let ratio) where ratio >= 1: true
        // The same 63 bits that other OpenTelemetry libraries compare.
        case .ratio(let ratio): trace.low >> 1 < UInt64(ratio * 0x1p63)
        case .parentBased(let root): parent?.isSampled ?? root.records(trace, parent: nil)
        }
    }
}
