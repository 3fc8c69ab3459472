import Arguments
import Settings

extension Listing {
    /// Each setting with its value, where that came from, and what it means.
    package init(_ settings: [Setting]) {
        self.init(
            [
                Column("name", "SETTING", least: 20),
                Column("value", "VALUE"),
                Column("source", "FROM"),
                Column("meaning", "MEANING"),
                Column("expected", "EXPECTED", isWide: true),
            ],
            rows: settings.map { setting in
                [
                    Cell(setting.name), Cell(setting.value), Cell(setting.source.description), Cell(setting.meaning),
                    Cell(setting.expected),
                ]
            })
    }
}
