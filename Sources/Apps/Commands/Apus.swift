import Arguments
import Basics
import Lifecycle
import Machine

/// The command line of Apus.
enum Apus {
    static let tree = CommandTree<Session>(
        "apus", version: Version.current,
        root: .group(
            "apus", "Experiments, pipelines, models and serving on your own machines.",
            examples: [
                Example("apus up", "start everything on this machine"),
                Example("apus doctor", "find out what is wrong, and what to do"),
                Example("apus server status", "see how a server is"),
            ],
            [
                .command(Up.self),
                .group(
                    "server", "Run a server, or ask how it is.",
                    examples: [Example("apus server start", "run a server alone")],
                    [
                        .command(ServerStart.self),
                        .command(ServerStatus.self),
                        .group(
                            "config", "Look at a server's settings.",
                            examples: [Example("apus server config print", "show every setting")],
                            [.command(ServerConfigCheck.self), .command(ServerConfigPrint.self)]),
                    ]),
                .group(
                    "migrate", "Look at the database's schema, or bring it up to date.",
                    examples: [Example("apus migrate plan", "see what a new version would change")],
                    [.command(MigrateStatus.self), .command(MigratePlan.self), .command(MigrateUp.self)]),
                .command(Doctor.self),
                .command(Bench.self),
                .command(OpenAPI.self),
                .command(Completion.self),
                .command(ShowVersion.self),
            ]))

    static func run(_ program: Program) async -> Int32 {
        let words = Array(CommandLine.arguments.dropFirst())
        let plain = Console(globals: Globals(), environment: program.environment)
        switch words.first {
        case "__complete": return complete(Array(words.dropFirst()), plain)
        case "__reference":
            plain.write(tree.reference)
            return ExitCode.done.rawValue
        default: break
        }
        do throws(UsageError) {
            return await run(try tree.parse(words), program).rawValue
        } catch {
            plain.complain("\(error)")
            return ExitCode.usage.rawValue
        }
    }

    /// What the shells' scripts ask for at each Tab.
    private static func complete(_ words: [String], _ console: Console) -> Int32 {
        let lines = tree.candidates(for: words.isEmpty ? [""] : words).map(\.line)
        if !lines.isEmpty { console.write(lines.joined(separator: "\n")) }
        return ExitCode.done.rawValue
    }

    private static func run(_ invocation: Invocation<Session>, _ program: Program) async -> ExitCode {
        switch invocation {
        case .version:
            Console(globals: Globals(), environment: program.environment).write("apus \(Version.current)")
            return .done
        case .help(let path, let globals):
            let console = Console(globals: globals, environment: program.environment)
            console.write(tree.help(at: path, width: console.width ?? 80, style: console.style))
            return .done
        case .incomplete(let path, let globals):
            let console = Console(globals: globals, environment: program.environment)
            console.complain(tree.help(at: path, width: console.talkWidth, style: console.talkStyle))
            return .usage
        case .run(let action, let path, let globals):
            let console = Console(globals: globals, environment: program.environment)
            return await run(action, Session(program: program, console: console), path)
        }
    }

    /// Runs a command; a stop ends at once what does not end itself in good order.
    private static func run(
        _ action: CommandTree<Session>.Action, _ session: Session, _ path: [String]
    ) async -> ExitCode {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await session.program.stop.requested()
                if session.program.stop.isRequested, !session.endsItself {
                    ThisProcess.exitNow(ExitCode.interrupted.rawValue)
                }
            }
            defer { group.cancelAll() }
            do {
                try await action(session)
                return .done
            } catch {
                let failure = CommandFailure(error)
                if !failure.message.isEmpty {
                    let call = (["apus"] + path).joined(separator: " ")
                    session.console.complain(session.console.talkStyle.bad("\(call): ") + failure.message)
                }
                return failure.code
            }
        }
    }
}
