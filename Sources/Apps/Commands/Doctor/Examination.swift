import Basics
import HTTP
import JSON
import Machine
import Sockets
import Subprocesses
import Synchronization

/// What `apus doctor` looks at.
struct Examination: Sendable {
    let session: Session
    let server: HTTPURL?

    private var environment: [String: String] { session.environment }

    /// Each check in turn, from what others rest on to what rests on others.
    func findings() async -> [Finding] {
        var findings: [Finding] = []
        for program in ["apus-server", "apus-worker"] { findings.append(await check(program: program)) }
        for program in ["apus-server", "apus-worker"] { findings.append(await check(settingsOf: program)) }
        findings.append(Self.check(openFiles: Resources.openFileLimit))
        let values = await serverValues()
        if let data = values["APUS_DATA"] { findings.append(Self.check(data: data)) }
        findings += await checkStorage()
        let answer = await askServer()
        findings += check(answer)
        if case .failure = answer, server == nil, let listen = values["APUS_LISTEN"] {
            findings.append(Self.check(listen: listen))
        }
        return findings
    }

    /// The settings of server and worker, each once, as the programs themselves tell them.
    func settings() async throws -> [JSONObject] {
        var settings: [JSONObject] = []
        for program in ["apus-server", "apus-worker"] {
            let (output, ending) = try await run(program, ["--settings", "--json"])
            // What is wrong with them is said after the table.
            let table = output.split(separator: "\n").prefix { !$0.hasPrefix(program) }.joined(separator: "\n")
            guard let list = (try? JSONValue(json: table))?.array else {
                throw CommandFailure("\(program) \(ending) instead of telling its settings:\n\(output)")
            }
            for setting in list.compactMap(\.object) where !settings.contains(where: { $0["name"] == setting["name"] })
            {
                settings.append(setting)
            }
        }
        return settings
    }

    private func serverValues() async -> [String: String] {
        let settings = (try? await settings()) ?? []
        return Dictionary(
            settings.compactMap { setting in
                setting["name"]?.string.flatMap { name in setting["value"]?.string.map { (name, $0) } }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// What a program of ours says, both streams together; its standard output alone where that is all it says.
    func run(_ program: String, _ arguments: [String]) async throws -> (String, Subprocess.Ending) {
        let lines = Lines()
        var launch = Launch(try session.sibling(program), arguments, environment: environment)
        launch.output = .lines { lines.add($0) }
        let ending = await (try Subprocess.start(launch)).ending()
        return (lines.text, ending)
    }

    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var text: String { lines.withLock { $0.joined(separator: "\n") } }
    }
}

extension Examination {
    private func check(program: String) async -> Finding {
        do {
            let (output, ending) = try await run(program, ["--version"])
            guard ending == .exited(0) else {
                return .bad(program, "it \(ending): \(output)", "install it again")
            }
            let version = output.split(separator: " ").last.map(String.init) ?? ""
            guard version == Version.current else {
                return .bad(
                    program, "version \(version), but apus is \(Version.current)", "install both from one build")
            }
            return .good(program, "version \(version)")
        } catch {
            return .bad(program, CommandFailure(error).message, "install it beside apus")
        }
    }

    private func check(settingsOf program: String) async -> Finding {
        guard let (output, ending) = try? await run(program, ["--check"]) else {
            return .bad("settings", "\(program) cannot be asked", "install it beside apus")
        }
        guard ending == .exited(0) else {
            return .bad("settings", output, "correct them; 'apus doctor --settings' shows what each may be")
        }
        return .good("settings", "those of \(program) are right")
    }

    /// A connection is an open file, and so is every file that is served.
    static func check(openFiles limit: UInt64) -> Finding {
        guard limit < 4096 else { return .good("open files", "up to \(limit)") }
        return .warning(
            "open files", "no more than \(limit), so no more than about \(limit * 3 / 4) connections",
            "raise it before starting Apus: ulimit -n 65536")
    }

    static func check(data folder: String) -> Finding {
        let isThere = Resources.exists(folder)
        let parent = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
        let place = isThere ? folder : parent.isEmpty ? "/" : parent
        guard Resources.isWritable(folder: place), let free = Resources.freeBytes(in: place) else {
            return .bad(
                "data", isThere ? "\(folder) cannot be written by this user" : "\(folder) cannot be made in \(place)",
                "give this user the folder, or choose another with APUS_DATA")
        }
        let room = "\(folder)\(isThere ? "" : " (to be made)"), \(ByteCount(free).inWords) free"
        return free < 1 << 30
            ? .warning("data", room, "make room: Apus needs at least 1 GiB for experiments and models")
            : .good("data", room)
    }

    static func check(listen text: String) -> Finding {
        guard let address = try? Address(String(text.prefix { $0 != "," })) else {
            return .bad("port", "\(text) is no address", "correct APUS_LISTEN")
        }
        do throws(ListenError) {
            _ = try Listener(address)
            return .good("port", "\(address) is free")
        } catch {
            return .bad(
                "port", "\(error), and what uses it is no Apus server",
                "end the other program, or choose another place with APUS_LISTEN")
        }
    }

    private func askServer() async -> Result<ServerTalk.Answer, CommandFailure> {
        do {
            let talk = ServerTalk(try session.server(server), environment: environment, limit: .seconds(5))
            defer { talk.close() }
            return .success(try await talk.get("/api/v1/version"))
        } catch {
            return .failure(CommandFailure(error))
        }
    }

    private func check(_ answer: Result<ServerTalk.Answer, CommandFailure>) -> [Finding] {
        let place = (try? session.server(server)).map { "\($0.origin)" } ?? ""
        switch answer {
        case .failure(let failure):
            let reason = failure.message.split(separator: "\n").first.map(String.init) ?? ""
            let isMeant = server != nil || environment["APUS_SERVER"]?.isEmpty == false
            return isMeant
                ? [.bad("server", reason, "start it there, or correct --server or APUS_SERVER")]
                : [.warning("server", reason, "start it with 'apus up'")]
        case .success(let answer):
            let clock = Self.check(date: answer.headers["date"], now: .now)
            let took = "\(place), \(answer.duration.wholeMilliseconds) ms"
            guard let version = answer.json?["version"]?.string else {
                let advice = answer.status.code == 401 ? "set APUS_TOKEN" : "look at the server's log"
                return [.warning("server", "\(took); it answered \(answer.status.code)", advice), clock]
            }
            guard version == Version.current else {
                let both = "\(took), version \(version), but apus is \(Version.current)"
                return [.warning("server", both, "use one version for both"), clock]
            }
            return [.good("server", "\(took), version \(version)"), clock]
        }
    }

    /// Tokens expire and signatures are refused when clocks differ.
    static func check(date text: String?, now: Instant) -> Finding {
        guard let text, let date = HTTPDate.seconds(text.utf8Span.span) else {
            return .warning("clock", "the server does not tell its time", "compare it by hand: date -u")
        }
        // The field counts whole seconds.
        let apart = now.milliseconds / 1000 - Int64(date)
        guard abs(apart) > 2 else { return .good("clock", "agrees with the server's") }
        return .warning(
            "clock", "\(abs(apart)) s \(apart > 0 ? "ahead of" : "behind") the server's",
            "set it by the network: timedatectl set-ntp true")
    }
}
