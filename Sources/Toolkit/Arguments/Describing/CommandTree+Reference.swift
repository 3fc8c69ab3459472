extension CommandTree {
    /// Every command on one page of Markdown, from the same tables as the help.
    package var reference: String {
        var parts = ["# \(program)", root.summary]
        parts.append("## With every command")
        parts.append(Self.table(Globals.all))
        for (path, node) in commands {
            guard case .command(let prepare) = node.content else { continue }
            let parameters = prepare().parameters
            parts.append("## " + ([program] + path).joined(separator: " "))
            parts.append(node.summary)
            let calls = node.examples.map { $0.purpose.isEmpty ? $0.call : "\($0.call)    # \($0.purpose)" }
            if !calls.isEmpty { parts.append("```\n" + calls.joined(separator: "\n") + "\n```") }
            if !parameters.isEmpty { parts.append(Self.table(parameters)) }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func table(_ parameters: [ParameterDescription]) -> String {
        let rows = parameters.map { parameter in
            let spelling = parameter.headline.drop { $0 == " " }
            let value = parameter.defaultValue.isEmpty ? "" : "`\(parameter.defaultValue)`"
            return "| `\(spelling)` | \(parameter.meaning.replacing("|", with: "\\|")) | \(value) |"
        }
        return (["| | | default |", "|---|---|---|"] + rows).joined(separator: "\n")
    }
}
