import Basics
import Programs
import S3
import Settings

/// Where the server keeps what it knows.
package struct StorageSettings: Sendable {
    /// The folder of everything that is embedded.
    package var data: String
    /// A PostgreSQL URL; without one the database is a file in the folder.
    package var database: Secret?
    package var databasePassword: Secret?
    /// A bucket that speaks S3; without one blobs are files in the folder.
    package var blobs: S3Settings?

    package init(reading reader: inout SettingsReader, environment: [String: String]) {
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
        blobs = Self.readBlobs(&reader, environment)
    }

    private static func readBlobs(_ reader: inout SettingsReader, _ environment: [String: String]) -> S3Settings? {
        let text = reader.readIfSet(
            "APUS_BLOBS", as: .text("a bucket, as \(S3Settings.form)"),
            "The bucket of artifacts and data; without it, a folder in the folder. Its key comes from the environment "
                + "or a file, as AWS's tools find it (AWS_ACCESS_KEY_ID, AWS_SHARED_CREDENTIALS_FILE, …).")
        guard let text else { return nil }
        do throws(S3SettingsError) { return try S3Settings(text, environment: environment) } catch {
            for problem in error.problems { reader.refuse("APUS_BLOBS: \(problem)") }
            return nil
        }
    }

    /// The file of the embedded database.
    var databaseFile: String { data + "/apus.db" }

    /// The folder of the embedded blobs.
    var blobsFolder: String { data + "/blobs" }
}
