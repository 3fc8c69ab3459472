import Database

/// The steps by which a SQLite database comes to what this version of Apus needs.
package enum SQLiteSchema {
    package static let migrations = [Migration(1, "answers", sql: PackageResources._001_answers_sql)]
}
