import JSON

/// What a command found, in rows: printed as a table, as CSV, as names or as JSON, from the same values.
package struct Listing: Sendable {
    package struct Column: Sendable {
        /// Its name in JSON and CSV.
        package let field: String
        package let column: Table.Column
        /// Whether the plain table leaves it out.
        package let isWide: Bool

        package init(
            _ field: String, _ title: String, isNumber: Bool = false, isWide: Bool = false, least: Int = 8
        ) {
            self.field = field
            self.column = Table.Column(title, isNumber: isNumber, least: least)
            self.isWide = isWide
        }
    }

    /// A value, and what people see of it.
    package struct Cell: Sendable {
        package let value: JSONValue
        package let text: String

        package init(_ value: JSONValue, _ text: String) {
            self.value = value
            self.text = text
        }

        package init(_ text: String) { self.init(.string(text), text) }
        package init(_ number: Int) { self.init(.integer(Int64(number)), "\(number)") }
    }

    package let columns: [Column]
    package let rows: [[Cell]]
    /// Whether it is one thing rather than a list of them.
    package let isRecord: Bool

    /// A list. The first column names each row.
    package init(_ columns: [Column], rows: [[Cell]]) {
        self.columns = columns
        self.rows = rows
        isRecord = false
    }

    /// One thing.
    package init(record: [(Column, Cell)]) {
        columns = record.map(\.0)
        rows = [record.map(\.1)]
        isRecord = true
    }
}

extension Listing {
    /// The listing in the form that was asked for.
    package func text(_ options: OutputOptions, width: Int?, style: Style) throws(UsageError.Reason) -> String {
        if let fields = options.json { return try json(fields) }
        switch options.format {
        case .name: return rows.compactMap(\.first?.text.singleLine).joined(separator: "\n") + "\n"
        case .csv: return csv
        case .table: return isRecord ? record(style) : table(where: { !$0.isWide }, width, style)
        case .wide: return isRecord ? record(style) : table(where: { _ in true }, nil, style)
        }
    }

    private func table(where isShown: (Column) -> Bool, _ width: Int?, _ style: Style) -> String {
        let shown = columns.indices.filter { isShown(columns[$0]) }
        let table = Table(
            columns: shown.map { columns[$0].column }, rows: rows.map { row in shown.map { row[$0].text } })
        return table.text(width: width, style: style)
    }

    private func record(_ style: Style) -> String {
        let widest = columns.map(\.column.title.displayWidth).max() ?? 0
        let lines = zip(columns, rows.first ?? []).map { column, cell in
            style.faint(column.column.title.padded(to: widest)) + "  " + cell.text.singleLine
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// RFC 4180, with the fields' names as the first line.
    private var csv: String {
        func quoted(_ text: String) -> String {
            // A spreadsheet takes what begins with these for a formula.
            let text = text.first.map { "=+-@\t\r".contains($0) && Double(text) == nil } == true ? "'" + text : text
            guard text.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return text }
            return "\"" + text.replacing("\"", with: "\"\"") + "\""
        }
        func line(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\r\n" }
        return line(columns.map(\.field)) + rows.map { line($0.map(\.plain)) }.joined()
    }

    private func json(_ fields: String) throws(UsageError.Reason) -> String {
        let known = columns.map(\.field)
        let wanted = fields.isEmpty ? known : fields.split(separator: ",").map(String.init)
        for field in wanted where !known.contains(field) {
            throw .other("--json has no field '\(field)': expected some of \(known.joined(separator: ","))")
        }
        let objects = rows.map { row in
            JSONValue.object(
                JSONObject(wanted.compactMap { field in known.firstIndex(of: field).map { (field, row[$0].value) } }))
        }
        let value = isRecord ? objects.first ?? .null : .array(objects)
        do throws(JSONError) {
            return try value.pretty() + "\n"
        } catch {
            throw .other("--json: \(error)")
        }
    }
}

extension Listing.Cell {
    /// The value itself where it is text or a number: CSV is for programs.
    fileprivate var plain: String {
        switch value {
        case .string(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        case .null: ""
        case .array, .object: text
        }
    }
}
