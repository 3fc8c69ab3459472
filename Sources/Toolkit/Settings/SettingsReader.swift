import Basics
import Machine

/// Reads settings by name from the environment and a file, the environment winning, and remembers every problem, so
/// that an operator sees all of them at once.
///
/// ```swift
/// var reader = SettingsReader(environment: environment, file: file)
/// let loops = reader.read("APUS_HTTP_LOOPS", as: .integer(1...256), default: 2, "Threads that serve connections.")
/// try reader.finish()
/// ```
///
/// A value that is set to nothing counts as not set. A secret may also stand in a file, named by `NAME_FILE`.
package struct SettingsReader: Sendable {
    package typealias ReadFile = @Sendable (String) throws(SmallFileError) -> [UInt8]

    /// Every setting read so far, in that order.
    package private(set) var table: [Setting] = []

    private let given: [String: Given]
    private let readFile: ReadFile
    private var problems: [String]
    private var known: Set<String> = []

    private struct Given {
        let value: String
        let source: Setting.Source
    }

    /// Names in the environment count when they begin with `prefix`, or when they are asked for.
    package init(
        environment: [String: String], file: SettingsFile? = nil, prefix: String = "APUS_",
        readFile: @escaping ReadFile = { path throws(SmallFileError) in try SmallFile.read(path) }
    ) {
        var given: [String: Given] = [:]
        for line in file?.lines ?? [] where !line.value.isEmpty {
            given[line.name] = Given(value: line.value, source: .file(path: file?.path ?? "", line: line.number))
        }
        for (name, value) in environment where !value.isEmpty {
            given[name] = Given(value: value, source: .environment)
        }
        self.given = given
        self.prefix = prefix
        self.readFile = readFile
        problems = file?.problems ?? []
    }

    private let prefix: String

    /// The value of `name`, or `default` when it is not set or wrong; a wrong one is remembered.
    package mutating func read<Value>(
        _ name: String, as form: TextForm<Value>, default value: Value, _ meaning: String
    ) -> Value {
        let (read, source) = look(for: name, as: form)
        enter(name, value: form.show(read ?? value), source: source, meaning, expected: form.expected)
        return read ?? value
    }

    /// The value of `name`, or nothing when it is not set or wrong; a wrong one is remembered.
    package mutating func readIfSet<Value>(
        _ name: String, as form: TextForm<Value>, _ meaning: String
    ) -> Value? {
        let (read, source) = look(for: name, as: form)
        enter(name, value: read.map(form.show) ?? "", source: source, meaning, expected: form.expected)
        return read
    }

    /// Remembers what is wrong with settings that are right each by itself: "APUS_TLS_KEY is not set: …".
    package mutating func refuse(_ problem: String) { problems.append(problem) }

    /// Refuses, all at once, what was wrong and what nobody asked for.
    ///
    /// `elsewhere` names the settings of other programs that read the same environment; `APUS_HTTP_*` means all that
    /// begin so.
    package func finish(elsewhere: [String] = []) throws(SettingsError) {
        let unknown = given.keys.sorted().filter { name in
            guard !known.contains(name), given[name]?.source != .environment || name.hasPrefix(prefix) else {
                return false
            }
            return !elsewhere.contains { other in
                other == name || "\(other)_FILE" == name || other.last == "*" && name.hasPrefix(other.dropLast())
            }
        }
        let candidates = (known.union(elsewhere.filter { $0.last != "*" })).sorted()
        let refusals = unknown.map { name in
            let nearest = Suggestion.nearest(to: name, among: candidates)
            return "\(name) is set (\(place(of: name))), but is no setting"
                + (nearest.map { ": did you mean \($0)?" } ?? "")
        }
        guard problems.isEmpty, refusals.isEmpty else { throw SettingsError(problems: problems + refusals) }
    }
}

extension SettingsReader {
    private func place(of name: String) -> String {
        switch given[name]?.source {
        case .environment?: "in the environment"
        case .file(let path, let line)?: "in \(path):\(line)"
        default: "nowhere"
        }
    }

    private mutating func enter(
        _ name: String, value: String, source: Setting.Source, _ meaning: String, expected: String
    ) {
        table.append(Setting(name: name, value: value, source: source, meaning: meaning, expected: expected))
    }

    private mutating func look<Value>(
        for name: String, as form: TextForm<Value>
    ) -> (Value?, Setting.Source) {
        known.insert(name)
        if form.isSecret, let secret = lookForFile(of: name) { return (form.parse(secret.value), secret.source) }
        guard let given = given[name] else { return (nil, .builtIn) }
        guard let value = form.parse(given.value) else {
            let shown = form.isSecret ? "***" : "\"\(given.value)\""
            problems.append("\(name) is \(shown) (\(place(of: name))): expected \(form.expected)")
            return (nil, given.source)
        }
        return (value, given.source)
    }

    /// The secret in the file that `NAME_FILE` names; without the end of line that editors and `echo` leave.
    private mutating func lookForFile(of name: String) -> Given? {
        let fileName = "\(name)_FILE"
        known.insert(fileName)
        guard let named = given[fileName] else { return nil }
        let path = named.value
        if given[name] != nil {
            problems.append(
                "\(name) is set (\(place(of: name))), and so is \(fileName) (\(place(of: fileName))): set one of them")
            return nil
        }
        let problem: String
        do throws(SmallFileError) {
            var bytes = try readFile(path)
            if bytes.last == 0x0A { bytes.removeLast() }
            if bytes.last == 0x0D { bytes.removeLast() }
            if let text = String(validating: bytes, as: UTF8.self), !text.isEmpty {
                return Given(value: text, source: .secretFile(path: path, namedIn: named.source))
            }
            problem = bytes.isEmpty ? "it is empty" : "it is not UTF-8 text"
        } catch {
            problem = error.reason
        }
        problems.append(
            "\(fileName) is \"\(path)\" (\(place(of: fileName))): expected a file that holds the secret, but \(problem)"
        )
        return nil
    }
}
