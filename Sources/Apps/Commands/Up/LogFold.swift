import Arguments
import JSON

/// Makes of a child's JSON log lines what a person wants to read, and leaves out what goes well.
struct LogFold: Sendable {
    let name: String
    let showsAll: Bool
    let style: Style

    /// What to show of a line; nothing when it is not worth it. What is no log line is shown as it is.
    func text(of line: String) -> String? {
        guard line.hasPrefix("{"), let value = try? JSONValue(json: line), let object = value.object,
            let message = object["message"]?.string
        else { return line.isEmpty ? nil : "\(label)\(line)" }
        let level = object["level"]?.string ?? "info"
        guard showsAll || !["debug", "info"].contains(level) else { return nil }
        let fields = object.filter { !["time", "level", "message"].contains($0.name) }
        let details = fields.map { "\($0.name)=\(Self.short($0.value))" }.joined(separator: " ")
        return label + mark(level) + message + (details.isEmpty ? "" : style.faint("  \(details)"))
    }

    private var label: String { style.faint(name.padded(to: 7)) }

    private func mark(_ level: String) -> String {
        switch level {
        case "warning": style.warning("warning: ")
        case "error", "fatal": style.bad("\(level): ")
        default: ""
        }
    }

    private static func short(_ value: JSONValue) -> String {
        if let text = value.string { return text }
        return (try? value.json()).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
