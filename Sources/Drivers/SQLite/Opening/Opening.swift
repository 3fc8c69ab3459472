import Basics
import Database
import Machine

/// Opens connections to one file.
struct Opening: Sendable {
    let file: DatabaseFile
    let settings: SQLiteSettings
    let counts: Counts

    func writer() throws(DatabaseError) -> Session {
        let session = try session(Turnstile(try AdvisoryLock.file(beside: file)))
        try Self.identify(session, at: file.path)
        // The log is written and synced at each commit; the database itself only when the log is copied into it.
        guard try session.text("PRAGMA journal_mode=WAL") == "wal" else {
            throw DatabaseError(
                .unavailable,
                """
                \(file.path) cannot be used with a log beside it: it must lie on a disk of this machine, not of another.
                """)
        }
        try session.run("PRAGMA synchronous=FULL")
        try session.run("PRAGMA journal_size_limit=67108864")
        try session.run("PRAGMA secure_delete=FAST")
        try set("cache_size", -settings.writerCache, in: session)
        try Self.sign(session)
        session.watch.isMarked = false
        return session
    }

    func reader() throws(DatabaseError) -> Session {
        let session = try session(nil)
        try session.run("PRAGMA query_only=ON")
        try set("cache_size", -settings.readerCache, in: session)
        session.watch.isMarked = false
        return session
    }

    /// A writer passes a turnstile.
    private func session(_ turnstile: Turnstile?) throws(DatabaseError) -> Session {
        let counts = counts
        let watch = Watch(turnstile: turnstile) { nanoseconds in
            counts.add(to: .lockWaits)
            counts.add(Int(nanoseconds), to: .lockWaitNanoseconds)
        }
        do {
            let handle = try Handle(path: file.path, watch: watch)
            let session = Session(
                handle, isReader: turnstile == nil, statements: settings.statements, counts: counts)
            watch.begin(nil, .unbroken)
            return session
        } catch { throw DatabaseError(error) }
    }

    private func set(_ name: String, _ value: Int, in session: Session) throws(DatabaseError) {
        let statement = try session.prepared(Array("PRAGMA \(name)=\(value)".utf8))
        _ = try session.run(statement, [], terms: .unbroken)
    }
}

// What tells our files from those of other programs, and from those of later versions.
extension Opening {
    /// `Apus`, in the four bytes that a file's head has for it (sqlite.org/fileformat2.html §1.3.17).
    private static let application = 0x4170_7573
    /// How this driver lays a file out; what tables there are is the migrations' affair.
    private static let format = 1

    /// Refuses a file that is not a database of ours, or that a later version has made.
    private static func identify(_ session: Session, at path: String) throws(DatabaseError) {
        let application = try session.integer("PRAGMA application_id")
        let isEmpty = try session.integer("SELECT count(*) FROM sqlite_schema") == 0
        let format = try session.integer("PRAGMA user_version")
        guard application == Self.application || application == 0 && isEmpty && format == 0 else {
            throw DatabaseError(
                .refused, "\(path) is a database of another program: name a file of Apus, or a new one.")
        }
        guard format <= Self.format else {
            throw DatabaseError(
                .refused,
                """
                \(path) was made by a newer version of Apus (format \(format); this one knows \(Self.format)): start \
                that version, or restore a backup that was made before it.
                """)
        }
    }

    private static func sign(_ session: Session) throws(DatabaseError) {
        guard try session.integer("PRAGMA application_id") != application else { return }
        try session.run("BEGIN IMMEDIATE")
        try session.run("PRAGMA application_id=1097889139")
        try session.run("PRAGMA user_version=1")
        try session.run("COMMIT")
    }
}

extension Session {
    fileprivate func integer(_ text: StaticString) throws(DatabaseError) -> Int {
        guard var row = try run(text).first else { return 0 }
        return try row.next()
    }

    fileprivate func text(_ text: StaticString) throws(DatabaseError) -> String {
        guard var row = try run(text).first else { return "" }
        return try row.next()
    }
}
