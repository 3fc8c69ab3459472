import Basics

/// What has been applied to a database beside what this program knows, and what follows.
package struct MigrationPlan: Sendable, Equatable {
    /// A migration that stands in the database's own record.
    package struct Applied: Sendable, Equatable {
        package let number: Int
        package let name: String
        package let checksum: String
        package let at: Instant

        package init(number: Int, name: String, checksum: String, at: Instant) {
            self.number = number
            self.name = name
            self.checksum = checksum
            self.at = at
        }
    }

    package let applied: [Applied]
    /// To be applied, in this order.
    package let pending: [Migration]

    /// Refuses a schema that is newer than the program, that lacks a step in the middle, or of which a step was applied
    /// with other contents.
    package init(known: [Migration], applied: [Applied]) throws(DatabaseError) {
        self.applied = applied
        let byNumber = Dictionary(known.map { ($0.number, $0) }) { first, _ in first }
        for step in applied {
            guard let migration = byNumber[step.number] else { throw Self.newer(step, known.last) }
            guard migration.checksum == step.checksum else { throw Self.changed(migration) }
        }
        let done = Set(applied.map(\.number)), last = applied.last?.number ?? 0
        if let gap = known.first(where: { $0.number < last && !done.contains($0.number) }) { throw Self.gap(gap, last) }
        pending = known.filter { $0.number > last }
    }

    private static func newer(_ step: Applied, _ last: Migration?) -> DatabaseError {
        DatabaseError(
            .refused,
            """
            The database's schema is newer than this program: it has migration \(step.number) ('\(step.name)'), and \
            this program knows none after \(last?.number ?? 0). Start the newer version of Apus, or restore a backup \
            that was made before it.
            """)
    }

    private static func changed(_ migration: Migration) -> DatabaseError {
        DatabaseError(
            .refused,
            """
            Migration \(migration) was applied with other contents than this program has. Start the version that \
            applied it; a migration is never changed, a further one is added.
            """)
    }

    private static func gap(_ missing: Migration, _ last: Int) -> DatabaseError {
        DatabaseError(
            .refused,
            """
            Migration \(missing) was never applied, though \(last) was. The database's record was changed by hand, or \
            it belongs to another version: restore a backup, or start the version that it belongs to.
            """)
    }
}
