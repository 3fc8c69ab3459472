/// How a database in a file is used.
package struct SQLiteSettings: Sendable, Equatable {
    /// How many connections there are for reads that may scan, each with a thread of its own.
    package var readers = 4
    /// How long a caller waits for a connection, and a connection for another process.
    package var patience = Duration.seconds(10)
    /// How long one statement may run, unless its caller says otherwise.
    package var statementTime = Duration.seconds(30)
    /// How long a short read may hold up its caller's thread before it goes on at a connection with its own thread.
    package var quickTime = Duration.milliseconds(2)
    /// How many bytes such a read may answer.
    package var quickBytes = 1 << 20
    /// How many compiled statements each connection keeps.
    package var statements = 128
    /// How much memory each connection keeps pages in, in KiB.
    package var writerCache = 65_536
    package var readerCache = 8192
    /// After how many pages (of 4 KiB) the log is copied into the database.
    package var checkpointPages = 4000
    /// A database up to this size, in bytes, is checked whole when it is opened: that takes a second or two. Of a
    /// larger one only the head is looked at; `SQLiteDatabase.check` does the whole at leisure.
    package var checkedSize = 256 << 20

    package init() {}
}
