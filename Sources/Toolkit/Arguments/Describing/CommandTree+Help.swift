extension CommandTree {
    /// The help of the command or group at `path`: what it does, how people call it, then the details.
    package func help(at path: [String], width: Int = 80, style: Style = .plain) -> String {
        guard let node = node(at: path) else { return "" }
        let call = ([program] + path).joined(separator: " ")
        let columns = TwoColumns(width: min(width, 100))
        var sections = [node.summary.wrapped(to: columns.width)]
        func add(_ title: String, _ rows: [(String, String)], in form: TwoColumns? = nil) {
            if !rows.isEmpty { sections.append([style.strong("\(title):")] + (form ?? columns).lines(rows)) }
        }

        let calls = TwoColumns(width: columns.width, widest: 44)
        add("Examples", node.examples.map { ($0.call, $0.purpose) }, in: calls)
        switch node.content {
        case .group(let nodes):
            sections.append([style.strong("Usage:") + " \(call) COMMAND [options]"])
            add("Commands", nodes.map { ($0.name, $0.summary) })
        case .command(let prepare):
            let parameters = prepare().parameters
            sections.append([style.strong("Usage:") + " " + usage(of: call, parameters)])
            add("Arguments", parameters.filter { $0.kind == .argument }.map { ($0.placeholder, $0.fullMeaning) })
            add("Options", parameters.filter { $0.kind != .argument }.map { ($0.headline, $0.fullMeaning) })
        }
        let everywhere = Globals.all.filter { path.isEmpty || $0 != Globals.version }
        add("With every command", everywhere.map { ($0.headline, $0.fullMeaning) })
        if !node.children.isEmpty { sections.append(["'\(call) COMMAND --help' tells more about a command."]) }
        return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private func usage(of call: String, _ parameters: [ParameterDescription]) -> String {
        var words = [call]
        if parameters.contains(where: { $0.kind != .argument }) { words.append("[options]") }
        for parameter in parameters where parameter.kind == .argument {
            let word = parameter.placeholder + (parameter.repeats ? "…" : "")
            words.append(parameter.isRequired ? word : "[\(word)]")
        }
        return words.joined(separator: " ")
    }
}

extension ParameterDescription {
    /// As help shows it: `-c, --connections N`.
    package var headline: String {
        let letter = short.map { "-\($0), " } ?? "    "
        switch kind {
        case .flag: return "\(letter)--\(name)"
        case .option: return "\(letter)--\(name) \(placeholder)"
        case .optionalValue: return "\(letter)--\(name)[=\(placeholder)]"
        case .argument: return placeholder
        }
    }

    /// What it means, and what holds when nothing is said.
    package var fullMeaning: String {
        meaning + (defaultValue.isEmpty ? "" : " [\(defaultValue)]")
            + (repeats && kind == .option ? " Repeatable." : "")
    }
}
