/// Why the database did not do what it was asked.
package struct DatabaseError: Error, Sendable, Equatable {
    package enum Code: String, Sendable, CaseIterable {
        /// It cannot be reached, or does not take work now; nothing was done.
        case unavailable
        /// The connection was lost during a commit: it may have been done or not.
        case unknownOutcome
        /// No connection became free in time, or another process held the lock for too long; nothing was done.
        case busy
        /// The statement ran longer than it may.
        case timedOut
        case cancelled
        /// Another transaction was in the way (serialization, deadlock): the same may succeed when tried again.
        case conflict
        /// A row with this key exists.
        case duplicate
        /// The row refers to one that does not exist, or something refers to it.
        case missingReference
        /// A rule of the table forbids it: a check, or a value that must not be missing.
        case ruleBroken
        /// The statement or a value in it is wrong: a fault of the program.
        case invalid
        /// The disk is full, or some other room.
        case full
        /// The caller may not, or the password is wrong.
        case refused
        /// What is stored cannot be read.
        case corrupt
        case other
    }

    package let code: Code
    /// What was wrong, and what would be right.
    package let message: String
    /// The constraint that was broken, by its name.
    package var constraint: String?
    /// What the database called it: five letters and digits in PostgreSQL, a number in SQLite.
    package var native: String?

    package init(_ code: Code, _ message: String, constraint: String? = nil, native: String? = nil) {
        self.code = code
        self.message = message
        self.constraint = constraint
        self.native = native
    }
}

extension DatabaseError: CustomStringConvertible {
    package var description: String {
        message + (native.map { " (\($0))" } ?? "")
    }
}
