/// Reads Swift as text, as far as rules about lines, names and braces need it.
enum SwiftCode {
    /// The lines without comments and without the contents of string literals and `#/…/#` patterns. Each stays on its
    /// line.
    static func strip(_ lines: [String]) -> [String] {
        var state = Stripper()
        return lines.map { state.strip(Array($0.utf8)) }
    }

    /// A function, initializer, subscript or computed property: the line that declares it, and how long its body is.
    struct Body: Equatable {
        let line: Int
        let length: Int
    }

    /// Every body between the braces of a declaration, by counting braces.
    static func bodies(in code: [String]) -> [Body] {
        let declaration = /\b(func|init|deinit|subscript|var)\b/
        var found: [Body] = []
        var open: [(line: Int, declares: Bool)] = []
        var pending: Int?
        for (index, line) in code.enumerated() {
            let mayDeclare = line.contains { $0 == "{" } || line.contains("func ") || line.contains("init")
            if mayDeclare, line.contains(declaration) { pending = index }
            if mayDeclare, line.contains(/\b(struct|enum|class|actor|extension|protocol)\b .*\{/) { pending = nil }
            for character in line.utf8 where character == UInt8(ascii: "{") || character == UInt8(ascii: "}") {
                if character == UInt8(ascii: "{") {
                    open.append((pending ?? index, pending != nil))
                    pending = nil
                } else if let last = open.popLast(), last.declares {
                    found.append(Body(line: last.line + 1, length: index - last.line - 1))
                }
            }
        }
        return found
    }
}

/// What is still open at the end of a line.
private struct Stripper {
    private var comments = 0
    /// The number of `#` around an open text block.
    private var block: Int?

    mutating func strip(_ line: [UInt8]) -> String {
        if block == nil, comments == 0, !line.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "/") }) {
            return String(decoding: line, as: UTF8.self)
        }
        var kept: [UInt8] = []
        var index = 0
        while index < line.count {
            let rest = line[index...]
            if let hashes = block {
                let end = Array("\"\"\"".utf8) + repeatElement(UInt8(ascii: "#"), count: hashes)
                if rest.starts(with: end) {
                    block = nil
                    index += end.count
                    kept += Array("\"\"".utf8)
                } else {
                    index += 1
                }
            } else if comments > 0 {
                if rest.starts(with: "*/".utf8) {
                    comments -= 1
                    index += 2
                } else {
                    comments += rest.starts(with: "/*".utf8) ? 1 : 0
                    index += 1
                }
            } else if rest.starts(with: "//".utf8) {
                break
            } else if rest.starts(with: "/*".utf8) {
                comments = 1
                index += 2
            } else if let length = literal(rest) {
                kept += Array("\"\"".utf8)
                index += length
            } else {
                kept.append(line[index])
                index += 1
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// The length of the string literal that `rest` starts with; one of several lines stays open in `block`.
    private mutating func literal(_ rest: ArraySlice<UInt8>) -> Int? {
        let hashes = rest.prefix { $0 == UInt8(ascii: "#") }.count
        let text = rest.dropFirst(hashes)
        if hashes > 0, text.first == UInt8(ascii: "/") {
            let end = Array("/".utf8) + repeatElement(UInt8(ascii: "#"), count: hashes)
            let place = text.indices.dropFirst().first { text[$0...].starts(with: end) }
            return place.map { $0 + end.count - rest.startIndex } ?? rest.count
        }
        guard text.first == UInt8(ascii: "\"") else { return nil }
        if text.starts(with: "\"\"\"".utf8) {
            block = hashes
            return hashes + 3
        }
        let end = Array("\"".utf8) + repeatElement(UInt8(ascii: "#"), count: hashes)
        var index = text.startIndex + 1
        while index < text.endIndex {
            if hashes == 0, text[index] == UInt8(ascii: "\\") {
                index += 2
            } else if text[index...].starts(with: end) {
                return index + end.count - rest.startIndex
            } else {
                index += 1
            }
        }
        return rest.count
    }
}
