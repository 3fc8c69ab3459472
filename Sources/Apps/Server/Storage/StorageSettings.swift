import Basics
import Programs
import Settings

/// Where the server keeps what it knows.
package struct StorageSettings: Sendable {
    /// The folder of everything that is embedded.
    package var data: String
    /// A PostgreSQL URL; without one the database is a file in the folder.
    package var database: Secret?
    package var databasePassword: Secret?

    package init(reading reader: inout SettingsReader) {
        data = reader.read(
            "APUS_DATA", as: .text("a folder"), default: "apus-data", "The folder of everything that is embedded.")
        database = reader.readIfSet(
            "APUS_DATABASE", as: .secret,
            "The PostgreSQL database, as postgresql://user@host:5432/name; without it, SQLite in the folder.")
        databasePassword = reader.readIfSet(
            "APUS_DATABASE_PASSWORD", as: .secret, "The password for the database, when its URL has none.")
        if databasePassword != nil && database == nil {
            reader.refuse("APUS_DATABASE_PASSWORD is set, but APUS_DATABASE is not: set both, or none")
        }
    }

    /// The file of the embedded database.
    var databaseFile: String { data + "/apus.db" }
}
