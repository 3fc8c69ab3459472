import Basics
import Machine

/// Where a command says things: data to one stream, talk to the other.
package struct Console: Sendable {
    package typealias Sink = @Sendable (String) -> Void

    /// How data is styled.
    package let style: Style
    /// How talk is styled.
    package let talkStyle: Style
    /// The columns that data may take; nothing when it does not go to a terminal.
    package let width: Int?
    /// The columns that talk may take.
    package let talkWidth: Int
    private let isQuiet: Bool
    private let data: Sink
    private let talk: Sink

    package init(
        style: Style = .plain, talkStyle: Style = .plain, width: Int? = nil, talkWidth: Int = 80,
        isQuiet: Bool = false, data: @escaping Sink, talk: @escaping Sink
    ) {
        self.style = style
        self.talkStyle = talkStyle
        self.width = width
        self.talkWidth = talkWidth
        self.isQuiet = isQuiet
        self.data = data
        self.talk = talk
    }

    /// What the command was asked for. Whoever reads it may be a program.
    package func write(_ text: String) { data(text.hasSuffix("\n") ? text : text + "\n") }

    /// What a person may want to know meanwhile; nothing with `--quiet`.
    package func say(_ text: String) { if !isQuiet { talk(text + "\n") } }

    /// What went wrong.
    package func complain(_ text: String) { talk(text + "\n") }
}

extension Console {
    /// The console of this process.
    ///
    /// When nobody reads the data any more (`apus … | head -1`), the process ends as if by SIGPIPE.
    package init(globals: Globals, environment: [String: String]) {
        let (output, errors) = (StandardStream.output, StandardStream.errors)
        func style(_ stream: StandardStream) -> Style {
            Style(globals.color, environment: environment, isTerminal: stream.isTerminal)
        }
        let columns = environment["COLUMNS"].flatMap { Int(decimal: $0) }.flatMap {
            (20...1000).contains($0) ? $0 : nil
        }
        self.init(
            style: style(output), talkStyle: style(errors),
            width: output.isTerminal ? columns ?? output.columns ?? 80 : nil,
            talkWidth: columns ?? errors.columns ?? 80, isQuiet: globals.isQuiet,
            data: { if !output.write($0) { ThisProcess.exitNow(141) } },
            talk: { errors.write($0) })
    }
}
