/// Rows under titles, aligned, as narrow as the terminal.
package struct Table: Sendable {
    package struct Column: Sendable, Equatable {
        package let title: String
        /// Numbers stand to the right, so that their digits meet.
        package let isNumber: Bool
        /// How few columns it may be given before the row is cut.
        package let least: Int

        package init(_ title: String, isNumber: Bool = false, least: Int = 8) {
            self.title = title
            self.isNumber = isNumber
            self.least = least
        }
    }

    package let columns: [Column]
    package let rows: [[String]]

    package init(columns: [Column], rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }

    /// The lines of the table; in `width` columns the widest texts give way first, by `…` in their middle.
    package func text(width: Int?, style: Style = .plain) -> String {
        let widths = fit(into: width)
        func line(_ cells: [String]) -> String {
            let padded = zip(zip(cells, columns), widths).map { pair, width -> String in
                let text = pair.0.singleLine.shortened(to: width)
                return pair.1.isNumber ? text.paddedLeft(to: width) : text.padded(to: width)
            }
            let joined = padded.joined(separator: "  ")
            return String(joined.reversed().drop { $0 == " " }.reversed())
        }
        return ([style.faint(line(columns.map(\.title)))] + rows.map(line)).joined(separator: "\n") + "\n"
    }

    private func fit(into width: Int?) -> [Int] {
        var widths = columns.enumerated().map { index, column in
            rows.reduce(column.title.displayWidth) { widest, row in
                row.indices.contains(index) ? max(widest, row[index].singleLine.displayWidth) : widest
            }
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + 2 * max(0, widths.count - 1) - width
        while excess > 0 {
            let shrinkable = widths.indices.filter { widths[$0] > columns[$0].least && !columns[$0].isNumber }
            guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}

extension String {
    /// Without line ends and controls, which would break a row or play with the terminal.
    var singleLine: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
}
