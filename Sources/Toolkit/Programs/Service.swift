import Arguments
import Basics
import Lifecycle
import Machine
import Settings

/// A program that runs until it is stopped: its command line, its settings, its end.
///
/// ```swift
/// @main struct Main {
///     static func main() {
///         Service<WorkerSettings>.start { settings, program in try await assemble(settings, program) }
///     }
/// }
/// ```
///
/// It exits with 0 after a clean stop, with 1 when `body` throws, with 2 when its call or its settings are wrong.
package enum Service<Settings: ServiceSettings> {
    package typealias Body = @Sendable (Settings, Program) async throws -> Void

    package static func start(_ body: @escaping Body) -> Never {
        Program.start { program in await run(Array(CommandLine.arguments.dropFirst()), program, body) }
    }

    private static func run(_ words: [String], _ program: Program, _ body: @escaping Body) async -> Int32 {
        let tree = CommandTree<ServiceSession<Settings>>(
            Settings.program, version: Version.current, root: .command(ServiceCommand<Settings>.self))
        do throws(UsageError) {
            switch try tree.parse(words) {
            case .version:
                Console(globals: Globals(), environment: program.environment).write(
                    "\(Settings.program) \(Version.current)")
                return 0
            case .help(let path, let globals), .incomplete(let path, let globals):
                let console = Console(globals: globals, environment: program.environment)
                console.write(tree.help(at: path, width: console.width ?? 80, style: console.style))
                return 0
            case .run(let action, _, let globals):
                let console = Console(globals: globals, environment: program.environment)
                return await run(action, ServiceSession(program: program, console: console, body: body))
            }
        } catch {
            Console(globals: Globals(), environment: program.environment).complain("\(error)")
            return 2
        }
    }

    private static func run(
        _ action: CommandTree<ServiceSession<Settings>>.Action, _ session: ServiceSession<Settings>
    ) async -> Int32 {
        do {
            try await action(session)
            return 0
        } catch is ReportedFailure {
            return 1
        } catch let error as UsageError.Reason {
            session.console.complain("\(Settings.program): \(error)")
            return 2
        } catch let error as SettingsError {
            session.console.complain("\(Settings.program): \(error)\n\(Self.advice)")
            return 2
        } catch {
            session.console.complain("\(Settings.program): \(error)")
            return 1
        }
    }

    private static var advice: String { "'\(Settings.program) --settings' shows every setting, and what it may be." }
}

/// What the command of a service works with.
struct ServiceSession<Settings: ServiceSettings>: Sendable {
    let program: Program
    let console: Console
    let body: Service<Settings>.Body
}

/// A failure that the log has already told.
package struct ReportedFailure: Error {
    package init() {}
}
