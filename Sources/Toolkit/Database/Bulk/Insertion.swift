/// Into which table many rows go, and what happens to a row whose key is there already.
package struct Insertion: Sendable, Hashable {
    package enum Conflict: Sendable, Hashable {
        /// The whole insertion fails as `duplicate`.
        case fails
        /// The row that is there stays.
        case keepsOld
        /// The new row takes its place.
        case replaces(key: [SQLName])
        /// The row stands that is the greatest by these columns, compared one after the other; missing values and
        /// NaN count as their database sorts them. Also among the rows of one insertion.
        case keepsGreatest(key: [SQLName], by: [SQLName])
    }

    package let table: SQLName
    /// Which of the columns at hand go into it.
    package let columns: [SQLName]
    package let conflict: Conflict

    package init(into table: SQLName, _ columns: [SQLName], onConflict conflict: Conflict = .fails) {
        self.table = table
        self.columns = columns
        self.conflict = conflict
    }
}

/// Rows, and the tables that they go into: one or several at once (a point, and its series' latest value).
package struct BulkInsert: Sendable, Equatable {
    package var rows: Columns
    package let insertions: [Insertion]

    package init(_ rows: Columns, _ insertions: [Insertion]) {
        let names = Set(rows.heads.map(\.name))
        precondition(
            insertions.allSatisfy { $0.columns.allSatisfy(names.contains) }, "a table takes columns that are at hand")
        self.rows = rows
        self.insertions = insertions
    }

    /// Whether both can be one.
    package func isLike(_ other: BulkInsert) -> Bool {
        insertions == other.insertions && rows.heads == other.rows.heads
    }
}
