/// In which form a command prints what it found.
package struct OutputOptions: Sendable, Equatable {
    package enum Format: String, Sendable, CaseIterable { case table, wide, csv, name }

    /// The fields wanted as JSON, separated by commas; empty means all.
    package var json: String?
    package var format = Format.table

    package init() {}

    /// `--json[=FIELDS]` and `-o FORM`, for a command that has these options at `path`.
    package static func parameters<Owner>(
        at path: any WritableKeyPath<Owner, OutputOptions> & Sendable
    ) -> [Parameter<Owner>] {
        let json = ParameterDescription(
            kind: .optionalValue, name: "json", short: nil, placeholder: "FIELDS",
            meaning: "Print JSON, of all fields or of those named: --json=id,name.")
        let formats = Format.allCases.map(\.rawValue)
        let format = ParameterDescription(
            kind: .option, name: "output", short: "o", placeholder: "FORM",
            meaning: "How to print: table, wide, csv or name.", expected: "table, wide, csv or name",
            defaultValue: "table", values: .choices(formats))
        return [
            Parameter(description: json) { owner, texts in owner[keyPath: path].json = texts.last },
            Parameter(description: format) { (owner, texts) throws(Misfit) in
                guard let text = texts.last else { return }
                guard let form = Format(rawValue: text) else { throw Misfit(text: text, expected: format.expected) }
                owner[keyPath: path].format = form
            },
        ]
    }
}
