import Arguments
import Basics
import Lifecycle
import Settings

/// Runs a service, or shows the settings with which it would run.
struct ServiceCommand<Service: ServiceSettings>: Command {
    static var name: String { Service.program }
    static var summary: String { Service.summary }
    static var examples: [Example] {
        [
            Example("\(name)", "run until stopped (SIGTERM or Ctrl-C)"),
            Example("\(name) --config apus.conf", "with the settings of a file"),
            Example("\(name) --settings", "show every setting, its value and its source"),
            Example("\(name) --check", "say what is wrong with the settings, and exit"),
        ]
    }
    static var parameters: [Parameter<Self>] {
        let own: [Parameter<Self>] = [
            .option(
                "config", short: "c", \.config, as: .text("a file"), "FILE",
                "Read settings from a file of NAME = value lines; the environment wins.", values: .files),
            .flag("settings", \.showsSettings, "Show the settings instead of running."),
            .flag("check", \.onlyChecks, "Check the settings instead of running."),
        ]
        return own + Service.tasks.map(parameter) + OutputOptions.parameters(at: \.output)
    }

    private static func parameter(_ task: ServiceTask<Service>) -> Parameter<Self> {
        let names = task.choices.map(\.name)
        let expected = names.joined(separator: ", ")
        let form = TextForm<String>(expected: expected, parse: { names.contains($0) ? $0 : nil }, show: { $0 })
        return .option(task.name, \.chosen[task.name], as: form, "WHAT", task.meaning, values: .choices(names))
    }

    var config: String?
    var showsSettings = false
    var onlyChecks = false
    /// What was chosen of which task.
    var chosen: [String: String] = [:]
    var output = OutputOptions()

    func run(in session: ServiceSession<Service>) async throws {
        let environment = session.program.environment
        var reader = SettingsReader(environment: environment, file: config.map { SettingsFile(path: $0) })
        let settings = Service(from: &reader, environment: environment)
        if showsSettings {
            let listing = Listing(reader.table)
            session.console.write(
                try listing.text(output, width: session.console.width, style: session.console.style))
        }
        try reader.finish(elsewhere: Service.elsewhere)
        if showsSettings { return }
        if onlyChecks {
            session.console.write("All \(reader.table.count) settings are right.")
            return
        }
        for task in Service.tasks {
            guard let choice = task.choices.first(where: { $0.name == chosen[task.name] }) else { continue }
            return try await choice.work(settings, TaskOutlet(session.console, output))
        }
        try await session.body(settings, session.program)
    }
}
