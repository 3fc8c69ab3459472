import Arguments

/// Something that a service does once, with its settings, instead of running: `--migrations plan`.
package struct ServiceTask<Settings: Sendable>: Sendable {
    package typealias Work = @Sendable (Settings, TaskOutlet) async throws -> Void

    let name: String
    let meaning: String
    /// What may be asked of it, each with what is done.
    let choices: [(name: String, work: Work)]

    package init(_ name: String, _ meaning: String, _ choices: [(name: String, work: Work)]) {
        self.name = name
        self.meaning = meaning
        self.choices = choices
    }
}

/// Where a task says what it has done.
package struct TaskOutlet: Sendable {
    private let console: Console
    private let output: OutputOptions

    init(_ console: Console, _ output: OutputOptions) {
        self.console = console
        self.output = output
    }

    /// A result, on standard output, in the form that was asked for.
    package func write(_ listing: Listing) throws {
        console.write(try listing.text(output, width: console.width, style: console.style))
    }

    /// How it goes, on standard error.
    package func say(_ line: String) { console.complain(line) }
}
