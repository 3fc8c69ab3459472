import Basics
import HTTP
import Observability
import Programs
import Settings

/// Everything about a worker that an operator can choose.
struct WorkerSettings: ServiceSettings {
    static let program = "apus-worker"
    static let summary = "Works on the tasks that an Apus server gives it."
    static let elsewhere = [
        "APUS_ACCOUNTS", "APUS_ALLOWED_HOSTS", "APUS_BLOBS", "APUS_BROKER", "APUS_DATA", "APUS_DATABASE", "APUS_HTTP_*",
        "APUS_LISTEN",
        "APUS_PUBLIC_URL", "APUS_STOP_*", "APUS_TLS_*",
    ]

    /// The server whose tasks it works on.
    let server: HTTPURL
    /// Its credential.
    let token: Secret?
    /// How long tasks in hand may take once a stop is requested.
    let grace: Duration
    let logLevel: LogLevel
    let logFormat: LogFormat

    init(from reader: inout SettingsReader, environment: [String: String]) {
        server = reader.read(
            "APUS_SERVER", as: .httpURL, default: .loopback(port: 8000), "The server to work for.")
        token = reader.readIfSet("APUS_TOKEN", as: .secret, "The token that the server knows this worker by.")
        grace = reader.read(
            "APUS_WORKER_GRACE", as: .duration(.zero...(.seconds(86_400))), default: .seconds(30),
            "How long tasks in hand may take to finish once a stop is requested.")
        logLevel = reader.read(
            "APUS_LOG_LEVEL", as: .choice(named: \.name), default: .info, "The least severe lines to log.")
        logFormat = reader.read("APUS_LOG_FORMAT", as: .choice, default: .automatic, "How log lines are written.")
    }
}
