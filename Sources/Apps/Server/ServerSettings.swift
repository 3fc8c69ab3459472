import Basics
import HTTP
import Machine
import Observability
import Programs
import Settings
import Sockets

/// What an operator may set, each with the default that makes a laptop work.
package struct ServerSettings: ServiceSettings {
    package static let program = "apus-server"
    package static let summary = "Serves Apus: its API, its documents and its metrics."

    package var listen: [Address]
    package var publicURL: ServiceURL?
    package var storage: StorageSettings
    package var accounts: AccountsMode
    package var allowedHosts: [String]
    package var tls: TLSFiles?
    package var loops: Int
    package var limits: HTTPLimits
    package var stopGrace: Duration
    package var stopDelay: Duration
    package var logLevel: LogLevel
    package var logFormat: LogFormat
    package var traces: TraceSettings?

    /// The files of a certificate chain and its key.
    package struct TLSFiles: Sendable, Equatable {
        package var certificate: String
        package var key: String
    }

    package init(from reader: inout SettingsReader, environment: [String: String]) {
        listen = reader.read(
            "APUS_LISTEN", as: .addresses, default: [.ip(.loopback, port: 8000)],
            "Where the server listens; several addresses are separated by commas.")
        publicURL = reader.readIfSet(
            "APUS_PUBLIC_URL", as: .url(["http", "https"], example: "https://ml.example.org"),
            "How users reach the server, when that is not where it listens.")
        storage = StorageSettings(reading: &reader, environment: environment)
        let isLocal = listen.allSatisfy(\.isLocal)
        accounts = reader.read(
            "APUS_ACCOUNTS", as: .choice, default: isLocal ? .open : .on,
            "Whether callers must sign in; open is for this machine alone.")
        allowedHosts = reader.read(
            "APUS_ALLOWED_HOSTS", as: .hosts, default: [],
            "Names that the server answers to, beside the loopback's and that of the public URL.")
        tls = Self.readTLS(&reader)
        loops = reader.read(
            "APUS_HTTP_LOOPS", as: .integer(1...256), default: Processors.count, "Threads that serve connections.")
        limits = HTTPLimits(reading: &reader)
        stopGrace = reader.read(
            "APUS_STOP_GRACE", as: .duration(.zero...(.seconds(3600))), default: .seconds(25),
            "How long requests in hand may take once the server is asked to stop.")
        stopDelay = reader.read(
            "APUS_STOP_DELAY", as: .duration(.zero...(.seconds(300))), default: .zero,
            "How long the server says that it is not ready before it stops accepting, for load balancers to see.")
        logLevel = reader.read("APUS_LOG_LEVEL", as: .logLevel, default: .info, "The least level that is logged.")
        logFormat = reader.read(
            "APUS_LOG_FORMAT", as: .choice, default: .automatic, "How lines of the log look.")
        traces = Self.readTraces(environment, &reader)
        Self.refuseOpenDoors(listen, accounts, publicURL, &reader)
    }

    package static let tasks = [MigrationTask.task, StorageExamination.task]

    /// Settings of the other programs, which may share the environment.
    package static let elsewhere = ["APUS_SERVER", "APUS_TOKEN", "APUS_WORKER_*", "APUS_CONFIG"]
}
