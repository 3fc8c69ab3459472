import Arguments
import Basics
import HTTP
import Lifecycle
import Machine
import Settings
import Sockets
import Subprocesses

struct Up: Command {
    static let name = "up"
    static let summary = "Start Apus on this machine: a server and a worker, with everything they need."
    static let examples = [
        Example("apus up", "at http://127.0.0.1:8000, data in ./apus-data"),
        Example("apus up --data ~/apus --port 9000"),
        Example("apus up --open", "and open it in the browser"),
    ]
    static let parameters: [Parameter<Self>] = [
        .option(
            "data", short: "d", \.data, as: .text("a folder"), "DIR",
            "The folder that everything lives in; else APUS_DATA, else ./apus-data.", values: .folders),
        .option("port", short: "p", \.port, as: .integer(1...65_535), "N", "The port on this machine; else 8000."),
        .option(
            "listen", \.listen, as: .address, "ADDRESS",
            "Where to listen; else APUS_LISTEN. Other machines may reach it only with accounts."),
        .flag("open", \.opens, "Open it in the browser once it answers."),
        .flag("verbose", short: "v", \.isVerbose, "Show every line that server and worker log, not only warnings."),
    ]

    var data: String?
    var port: UInt16?
    var listen: Address?
    var opens = false
    var isVerbose = false

    func run(in session: Session) async throws {
        session.takeStop()
        let console = session.console
        let address = try place(session.environment)
        let url = try Self.url(of: address)
        try Self.requireFree(address)

        var environment = session.environment
        environment["APUS_LISTEN"] = "\(address)"
        environment["APUS_SERVER"] = "\(url.origin)"
        environment["APUS_LOG_FORMAT"] = "json"
        if let data { environment["APUS_DATA"] = data }
        let folder = environment["APUS_DATA"] ?? "apus-data"
        let surroundings = environment
        console.say("Starting Apus \(Version.current), data in \(folder)")
        let start = ContinuousClock.now
        let household = Household(
            server: try session.sibling("apus-server"), worker: try session.sibling("apus-worker"),
            environment: surroundings, console: console, isVerbose: isVerbose)
        try await household.run(until: session.stop, server: url) {
            greet(console, url, after: start.duration(to: .now))
            if opens { Self.openBrowser(url, surroundings) }
        }
        console.say("Stopped.")
    }

    /// Where to listen: what the call says, else what the environment says.
    private func place(_ environment: [String: String]) throws -> Address {
        if let listen, port != nil { throw CommandFailure("give --port or --listen \(listen), not both", code: .usage) }
        if let listen { return listen }
        if let port { return .ip(.loopback, port: port) }
        guard let text = environment["APUS_LISTEN"], !text.isEmpty else { return .ip(.loopback, port: 8000) }
        do {
            return try Address(String(text.prefix { $0 != "," }))
        } catch {
            throw CommandFailure("APUS_LISTEN (in the environment): \(error)", code: .usage)
        }
    }

    private static func url(of address: Address) throws -> HTTPURL {
        if let url = HTTPURL(reaching: address) { return url }
        throw CommandFailure(
            address.port == nil
                ? "'apus up' listens at a port; for a Unix socket run 'apus server start' and apus-worker"
                : "'apus up' needs to know its port: port 0 leaves the choice to the system", code: .usage)
    }

    /// Says it before anything is started: the server would, too, but among its log.
    private static func requireFree(_ address: Address) throws {
        do throws(ListenError) {
            _ = try Listener(address)
        } catch {
            let advice =
                error.isInUse
                ? "\nIs Apus running already? 'apus server status' tells. Or choose another: apus up --port "
                    + "\((address.port ?? 8000) == 65_535 ? 8000 : (address.port ?? 8000) + 1)"
                : ""
            throw CommandFailure("\(error)\(advice)")
        }
    }

    private func greet(_ console: Console, _ url: HTTPURL, after duration: Duration) {
        let style = console.talkStyle
        console.say(style.good("Apus answers") + ", after \(duration.wholeMilliseconds) ms, at")
        console.write("\(url.origin)")
        console.say(
            """

              \(style.strong("What it can do"))  \(url.origin)/docs
              \(style.strong("How it is"))       apus server status --server \(url.origin)
              \(style.strong("How fast it is"))  apus bench --server \(url.origin)

            Ctrl-C stops it.
            """)
    }

    private static func openBrowser(_ url: HTTPURL, _ environment: [String: String]) {
        // Unstructured: what the browser makes of it is nobody's concern here.
        Task {
            var launch = Launch("/usr/bin/xdg-open", ["\(url.origin)"], environment: environment)
            launch.output = .discarded
            launch.endsWithParent = false
            _ = try? await Subprocess.start(launch)
        }
    }
}
