import Basics
import Machine

/// A file of settings: a line for each, under the same names as in the environment.
///
/// ```
/// # Where the server listens.
/// APUS_LISTEN = 127.0.0.1:9000
/// APUS_PUBLIC_URL = "https://ml.example.org"
/// ```
///
/// Empty lines and lines that begin with `#` are skipped; spaces around name and value do not count; a value may stand
/// in double quotes, in which `\"` and `\\` stand for themselves. So a file for `docker --env-file` or systemd's
/// `EnvironmentFile` is one, too.
package struct SettingsFile: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package let name: String
        package let value: String
        package let number: Int

        package init(name: String, value: String, number: Int) {
            self.name = name
            self.value = value
            self.number = number
        }
    }

    package let path: String
    package private(set) var lines: [Line] = []
    /// What is wrong with the file itself, each with its place.
    package private(set) var problems: [String] = []

    /// Reads the file at `path`; that it cannot be read is among its problems.
    package init(path: String) {
        do throws(SmallFileError) {
            self.init(path: path, bytes: try SmallFile.read(path))
        } catch {
            self.init(path: path, bytes: [])
            problems = ["\(path) cannot be read: \(error.reason)"]
        }
    }

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problems = ["\(path) is not UTF-8 text"]
            return
        }
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            read(Substring(line), number: index + 1)
        }
    }

    private mutating func read(_ line: Substring, number: Int) {
        let line = line.trimmed
        guard !line.isEmpty, !line.hasPrefix("#") else { return }
        guard let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")), Self.isName(line[..<equals].trimmed) else {
            problems.append("\(path):\(number): expected NAME = value")
            return
        }
        let name = String(line[..<equals].trimmed)
        if let first = lines.first(where: { $0.name == name }) {
            problems.append("\(path):\(number): \(name) was set before, in line \(first.number)")
            return
        }
        switch Self.value(line[line.utf8.index(after: equals)...].trimmed) {
        case .success(let value): lines.append(Line(name: name, value: value, number: number))
        case .failure(let refusal): problems.append("\(path):\(number): \(refusal.reason)")
        }
    }

    private struct Refusal: Error { let reason: String }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !first.isASCIIDigit else { return false }
        return text.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "_") }
    }

    private static func value(_ text: Substring) -> Result<String, Refusal> {
        guard text.hasPrefix("\"") else {
            guard !text.contains(" #") else {
                return .failure(Refusal(reason: "put the comment on a line of its own, or the value in double quotes"))
            }
            return .success(String(text))
        }
        var value: [UInt8] = []
        var escaped = false
        var rest = text.utf8.dropFirst()
        while let byte = rest.popFirst() {
            if escaped {
                guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                    return .failure(Refusal(reason: #"in double quotes, only \" and \\ may follow a backslash"#))
                }
                value.append(byte)
                escaped = false
            } else if byte == UInt8(ascii: "\"") {
                guard rest.isEmpty else { return .failure(Refusal(reason: "nothing may follow the closing quote")) }
                return .success(String(decoding: value, as: UTF8.self))
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else {
                value.append(byte)
            }
        }
        return .failure(Refusal(reason: "the closing quote is missing"))
    }
}

extension Substring {
    /// Without the spaces, tabs and carriage returns around it.
    fileprivate var trimmed: Substring {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        var (start, end) = (utf8.startIndex, utf8.endIndex)
        while start < end, isBlank(utf8[start]) { start = utf8.index(after: start) }
        while start < end, isBlank(utf8[utf8.index(before: end)]) { end = utf8.index(before: end) }
        return self[start..<end]
    }
}
