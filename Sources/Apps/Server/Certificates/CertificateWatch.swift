import API
import Basics
import Observability
import Sockets

/// Tells how long the server's certificate is still good, to whoever asks how the server is and to Prometheus.
struct CertificateWatch: Sendable {
    /// Those that renew by themselves do it earlier, so that less says that this has failed.
    private static let warning: Int64 = 7 * 24 * 3600 * 1000

    private let tls: TLSServer

    init(_ tls: TLSServer) { self.tls = tls }

    /// The certificate as a part of the server. It never stands in the way of requests: no other server has a better.
    func part(at now: Instant) -> Readiness.Part {
        Self.part(end: Self.time(tls.expiry), problem: tls.problem.map { "\($0)" }, at: now)
    }

    static func part(end: Instant, problem: String?, at now: Instant) -> Readiness.Part {
        let left = end.milliseconds - now.milliseconds
        let detail =
            left > 0 ? "It is good until \(end)." : "It ended at \(end): replace the files, they are read again."
        let trouble = problem.map { " What is in the files now cannot be used: \($0)" } ?? ""
        return Readiness.Part(
            name: "certificate", state: problem == nil && left > warning ? .ready : .degraded, detail: detail + trouble)
    }

    func observe(in metrics: Metrics) {
        metrics.observed(
            "tls_certificate_expiry_timestamp_seconds", "When the certificate ends, in seconds since 1970."
        ) { [tls] in Double(tls.expiry) }
    }

    /// Seconds since 1970 as an instant.
    static func time(_ seconds: Int) -> Instant {
        Instant(milliseconds: Int64(clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue))
    }
}
