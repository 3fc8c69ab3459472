extension String {
    /// Its words in lines of at most `width`, as far as its longest word allows.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, last.displayWidth + 1 + word.displayWidth <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

/// Two columns, the second wrapped beside the first, which goes on a line of its own where it is too long.
struct TwoColumns {
    let width: Int
    var indent = 2
    /// The widest first column that the second stands beside.
    var widest = 26

    func lines(_ rows: [(first: String, second: String)]) -> [String] {
        let fitting = rows.map(\.first.displayWidth).filter { $0 <= widest }
        let column = (fitting.max() ?? widest) + 2
        let margin = String(repeating: " ", count: indent)
        return rows.flatMap { first, second -> [String] in
            let text = second.wrapped(to: max(20, width - indent - column))
            let hanging = margin + String(repeating: " ", count: column)
            let beside = first.displayWidth <= widest && !text.isEmpty
            let head = margin + (beside ? first.padded(to: column) + text[0] : first)
            return [head] + text.dropFirst(beside ? 1 : 0).map { hanging + $0 }
        }
    }
}
