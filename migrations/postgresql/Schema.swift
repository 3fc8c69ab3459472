import Database

/// The steps by which a PostgreSQL database comes to what this version of Apus needs.
package enum PostgreSQLSchema {
    package static let migrations = [Migration(1, "answers", sql: PackageResources._001_answers_sql)]
}
