import Basics

extension CommandTree {
    /// Reads the words after the program's name.
    ///
    /// `--` ends the options; `--name=value`, `--name value`, `-n value` and `-nvalue` say the same; flags of one
    /// letter may stand together. `help WORDS` is `WORDS --help`.
    package func parse(_ words: [String]) throws(UsageError) -> Invocation<Session> {
        var reading = Reading(tree: self, words: words[...])
        do throws(UsageError.Reason) {
            return try reading.invocation()
        } catch {
            throw UsageError(command: [program] + reading.path, reason: error)
        }
    }
}

/// One reading of a call, word by word.
private struct Reading<Session: Sendable> {
    let tree: CommandTree<Session>
    var words: ArraySlice<String>
    var path: [String] = []
    var globals = Globals()
    var wantsHelp = false
    var wantsVersion = false
    /// The parameters of the command, and what was said for each.
    var parameters: [ParameterDescription] = []
    var said: [[String]] = []
    var arguments: [String] = []
    var optionsEnded = false

    init(tree: CommandTree<Session>, words: ArraySlice<String>) {
        self.tree = tree
        self.words = words
    }

    mutating func invocation() throws(UsageError.Reason) -> Invocation<Session> {
        let node = try findCommand()
        guard case .command(let prepare) = node.content else {
            if wantsVersion { return .version }
            return wantsHelp ? .help(path: path, globals) : .incomplete(path: path, globals)
        }
        let command = prepare()
        parameters = command.parameters
        said = Array(repeating: [], count: parameters.count)
        while let word = words.popFirst() {
            if optionsEnded || !isOption(word) { arguments.append(word) } else { try readOption(word) }
        }
        if wantsHelp { return .help(path: path, globals) }
        if wantsVersion { return .version }
        try dealArguments()
        return .run(try command.bind(said), path: path, globals)
    }

    /// Follows the words down the tree, to a command or to the last group.
    private mutating func findCommand() throws(UsageError.Reason) -> CommandTree<Session>.Node {
        var node = tree.root
        while case .group(let nodes) = node.content, let word = words.first {
            words.removeFirst()
            if isOption(word) {
                try readOption(word)
            } else if let next = nodes.first(where: { $0.name == word }) {
                path.append(word)
                node = next
            } else if word == "help", path.isEmpty {
                wantsHelp = true
            } else {
                throw .unknownCommand(word, nearest: Suggestion.nearest(to: word, among: nodes.map(\.name)))
            }
        }
        return node
    }

    /// A hyphen alone is an argument: it stands for standard input.
    private func isOption(_ word: String) -> Bool { word.utf8.first == UInt8(ascii: "-") && word != "-" }

    private mutating func readOption(_ word: String) throws(UsageError.Reason) {
        if word == "--" {
            optionsEnded = true
            return
        }
        guard word.hasPrefix("--") else { return try readLetters(word) }
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map(String.init) ?? ""
        guard let parameter = find(where: { $0.name == name }) else {
            throw .unknownOption("--\(name)", nearest: nearestOption(to: name))
        }
        try read(parameter, value: parts.count == 2 ? String(parts[1]) : nil)
    }

    /// `-abc`: flags of one letter, the last of which may be an option that takes the rest, or the next word.
    private mutating func readLetters(_ word: String) throws(UsageError.Reason) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let parameter = find(where: { $0.short == letter }) else {
                throw .unknownOption("-\(letter)", nearest: nearestOption(to: String(word.dropFirst())))
            }
            guard parameter.description.kind == .option else {
                try read(parameter, value: nil)
                continue
            }
            if letters.first == "=" { letters.removeFirst() }
            return try read(parameter, value: letters.isEmpty ? nil : String(letters))
        }
    }

    private enum Found {
        case own(Int, ParameterDescription)
        case global(ParameterDescription)

        var description: ParameterDescription {
            switch self {
            case .own(_, let description), .global(let description): description
            }
        }
    }

    private func find(where matches: (ParameterDescription) -> Bool) -> Found? {
        if let index = parameters.firstIndex(where: { $0.kind != .argument && matches($0) }) {
            return .own(index, parameters[index])
        }
        return Globals.all.first(where: matches).map(Found.global)
    }

    private func nearestOption(to name: String) -> String? {
        let names = (parameters.filter { $0.kind != .argument } + Globals.all).map(\.name)
        return Suggestion.nearest(to: name, among: names).map { "--\($0)" }
    }

    private mutating func read(_ found: Found, value: String?) throws(UsageError.Reason) {
        let description = found.description
        let text: String
        switch description.kind {
        case .flag:
            if let value { throw .unwantedValue(description, value) }
            text = ""
        case .optionalValue:
            text = value ?? ""
        case .option, .argument:
            guard let value = value ?? takeValue() else { throw .noValue(description) }
            text = value
        }
        switch found {
        case .global(let description): try set(description, text)
        case .own(let index, _):
            guard said[index].isEmpty || description.repeats || description.kind == .flag else {
                throw .twice(description)
            }
            said[index].append(text)
        }
    }

    /// The next word, unless it is an option itself: `--data --open` forgot a folder.
    private mutating func takeValue() -> String? {
        guard let next = words.first, !isOption(next) else { return nil }
        return words.removeFirst()
    }

    private mutating func set(_ global: ParameterDescription, _ text: String) throws(UsageError.Reason) {
        switch global.name {
        case Globals.help.name: wantsHelp = true
        case Globals.version.name: wantsVersion = true
        case Globals.quiet.name: globals.isQuiet = true
        default:
            guard let choice = Globals.ColorChoice(rawValue: text) else {
                throw .misfit(global, text: text, expected: global.expected)
            }
            globals.color = choice
        }
    }

    /// Gives each argument of the command its word, the last one the rest if it repeats.
    private mutating func dealArguments() throws(UsageError.Reason) {
        var rest = arguments[...]
        for (index, parameter) in parameters.enumerated() where parameter.kind == .argument {
            if parameter.repeats {
                said[index] = Array(rest)
                rest = []
            } else if let word = rest.popFirst() {
                said[index] = [word]
            }
            if parameter.isRequired, said[index].isEmpty { throw .missing(parameter) }
        }
        if let word = rest.first { throw .tooMany(word) }
    }
}
