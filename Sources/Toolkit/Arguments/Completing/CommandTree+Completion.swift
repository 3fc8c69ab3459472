extension CommandTree {
    /// What may stand in the place of the last of `words`, which follow the program's name.
    package func candidates(for words: [String]) -> [Candidate] {
        let current = words.last ?? ""
        var place = Place(node: root)
        for word in words.dropLast() { place.pass(word) }
        return place.candidates(for: current).filter { candidate in
            if case .word(let word, _) = candidate { word.hasPrefix(current) } else { true }
        }
    }
}

/// Where the cursor is: what was said before it, as far as that matters.
private struct Place<Session: Sendable> {
    var node: CommandTree<Session>.Node
    var isAtRoot = true
    var arguments = 0
    var said: Set<String> = []
    var optionsEnded = false
    /// The option whose value comes next.
    var awaiting: ParameterDescription?

    init(node: CommandTree<Session>.Node) { self.node = node }

    private var own: [ParameterDescription] {
        if case .command(let prepare) = node.content { prepare().parameters } else { [] }
    }

    private var options: [ParameterDescription] {
        let own = own.filter { $0.kind != .argument }
        return own
            + Globals.all.filter { global in
                (isAtRoot || global != Globals.version) && !own.contains { $0.name == global.name }
            }
    }

    mutating func pass(_ word: String) {
        if awaiting != nil {
            awaiting = nil
        } else if word == "--" {
            optionsEnded = true
        } else if !optionsEnded, word.hasPrefix("-"), word != "-" {
            passOption(word)
        } else if let next = node.children.first(where: { $0.name == word }) {
            node = next
            isAtRoot = false
        } else if !(isAtRoot && word == "help") {
            arguments += 1
        }
    }

    private mutating func passOption(_ word: String) {
        if word.hasPrefix("--") {
            let name = word.dropFirst(2).prefix { $0 != "=" }
            guard let option = options.first(where: { $0.name == name }) else { return }
            said.insert(option.name)
            if option.kind == .option, !word.contains("=") { awaiting = option }
            return
        }
        var letters = word.dropFirst()
        while let letter = letters.popFirst(), let option = options.first(where: { $0.short == letter }) {
            said.insert(option.name)
            guard option.kind == .option else { continue }
            if letters.isEmpty { awaiting = option }
            return
        }
    }

    func candidates(for current: String) -> [Candidate] {
        if let awaiting { return values(of: awaiting) }
        if !optionsEnded, current.hasPrefix("--"), let equals = current.firstIndex(of: "=") {
            let name = current[..<equals].dropFirst(2)
            guard let option = options.first(where: { $0.name == name }) else { return [] }
            return values(of: option, after: "--\(name)=")
        }
        if !optionsEnded, current.hasPrefix("-") { return unsaidOptions }
        if case .group(let nodes) = node.content {
            // After a word that is no command, nothing fits.
            guard arguments == 0 else { return [] }
            return nodes.map { .word($0.name, meaning: $0.summary) }
        }
        let places = own.filter { $0.kind == .argument }
        let place = arguments < places.count ? places[arguments] : places.last { $0.repeats }
        return place.map { values(of: $0) } ?? unsaidOptions
    }

    private var unsaidOptions: [Candidate] {
        options.filter { $0.repeats || !said.contains($0.name) }.map { .word("--\($0.name)", meaning: $0.meaning) }
    }

    private func values(of parameter: ParameterDescription, after prefix: String = "") -> [Candidate] {
        switch parameter.values {
        case .anything: []
        case .files: [.files]
        case .folders: [.folders]
        case .choices(let choices): choices.map { .word(prefix + $0, meaning: "") }
        }
    }
}
