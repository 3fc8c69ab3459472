private import CSQLite

/// The library as a whole.
enum Library {
    /// Made ready once, before the first connection; it refuses when somebody has opened one already, and works alike.
    static let isReady: Bool = apus_sqlite_configure() == SQLITE_OK

    static var version: String { unsafe String(cString: sqlite3_libversion()) }

    static func text(of code: ResultCode) -> String {
        unsafe sqlite3_errstr(code.number).map { unsafe String(cString: $0) } ?? "unknown error"
    }
}

/// One open connection. Its end of life closes it, once the last of its statements has ended.
@safe struct Handle: ~Copyable {
    /// What refuses, and its number.
    struct Failure: Error {
        let code: ResultCode
        let message: String
    }

    enum Checkpoint { case passive, restart, truncate }

    private let pointer: OpaquePointer
    /// The library holds a pointer to it for as long as the connection lives.
    let watch: Watch

    /// Opens the file at an absolute path, which must be there.
    init(path: String, watch: Watch) throws(Failure) {
        _ = Library.isReady
        var made: OpaquePointer?
        // One thread at a time uses it: no lock of its own. A path that starts with `/` is never taken for a URI.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = ResultCode(unsafe sqlite3_open_v2(path, &made, flags, nil))
        guard code == .ok, let made = unsafe made else {
            // A handle comes back from most failures, and is to be closed too.
            unsafe sqlite3_close_v2(made)
            throw Failure(code: code, message: Library.text(of: code))
        }
        unsafe pointer = made
        self.watch = watch
        _ = unsafe apus_sqlite_defend(made)
        unsafe Self.install(watch, on: made)
    }

    deinit {
        unsafe sqlite3_progress_handler(pointer, 0, nil, nil)
        unsafe sqlite3_close_v2(pointer)
    }

    private static func install(_ watch: Watch, on pointer: OpaquePointer) {
        let context = unsafe Unmanaged.passUnretained(watch).toOpaque()
        // Some ten microseconds of work between two looks.
        unsafe sqlite3_progress_handler(
            pointer, 1000, { unsafe Handle.watch($0)?.mustEnd() == true ? 1 : 0 }, context)
        unsafe sqlite3_busy_handler(
            pointer, { unsafe Handle.watch($0)?.waitForLock(attempt: Int($1)) == true ? 1 : 0 }, context)
        unsafe sqlite3_wal_hook(
            pointer,
            { context, _, _, pages in
                unsafe Handle.watch(context)?.logPages = Int(pages)
                return SQLITE_OK
            }, context)
        unsafe sqlite3_set_authorizer(
            pointer,
            { context, action, _, argument, _, _ in
                if unsafe Handle.lasts(action, argument != nil) { unsafe Handle.watch(context)?.isMarked = true }
                return SQLITE_OK
            }, context)
    }

    /// What the library was given, and gives back to each call.
    private static func watch(_ context: UnsafeMutableRawPointer?) -> Watch? {
        unsafe context.map { unsafe Unmanaged<Watch>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether a statement of this kind leaves something in the connection that outlives a transaction.
    private static func lasts(_ action: Int32, _ hasArgument: Bool) -> Bool {
        switch action {
        case SQLITE_PRAGMA: hasArgument
        case SQLITE_ATTACH, SQLITE_DETACH, SQLITE_CREATE_TEMP_TABLE, SQLITE_CREATE_TEMP_VIEW, SQLITE_CREATE_TEMP_INDEX,
            SQLITE_CREATE_TEMP_TRIGGER:
            true
        default: false
        }
    }
}

extension Handle {
    /// Compiles the first statement of a text, and answers how many bytes of the text it took. There is none where only
    /// spaces and comments are left.
    func prepare(_ text: Span<UInt8>, kept: Bool) throws(Failure) -> (statement: Prepared?, length: Int) {
        var made: OpaquePointer?
        var length = 0
        let code = unsafe text.withUnsafeBytes { bytes -> Int32 in
            guard let base = bytes.baseAddress, let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
            let start = unsafe base.assumingMemoryBound(to: CChar.self)
            var tail: UnsafePointer<CChar>?
            let flags = kept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
            let code = unsafe sqlite3_prepare_v3(pointer, start, count, flags, &made, &tail)
            unsafe length = tail.map { unsafe $0 - start } ?? 0
            return code
        }
        guard code == SQLITE_OK else { throw failure(ResultCode(code)) }
        return unsafe (made.map { unsafe Prepared($0, watch: watch) }, length)
    }

    /// What went wrong last, in the library's words.
    func failure(_ code: ResultCode) -> Failure {
        // A quota and a limit of files' sizes are no fault of the disk, which the library takes them for.
        if code == .inputOutputWrite, unsafe apus_sqlite_lacks_room(pointer) != 0 {
            return Failure(code: .full, message: Library.text(of: .full))
        }
        return Failure(code: code, message: unsafe String(cString: sqlite3_errmsg(pointer)))
    }

    /// Whether no transaction is open.
    var isAutocommit: Bool { unsafe sqlite3_get_autocommit(pointer) != 0 }

    /// How many rows the last statement that changed some has changed.
    var changes: Int { Int(unsafe sqlite3_changes64(pointer)) }

    /// How many rows were changed on this connection so far.
    var totalChanges: Int { Int(unsafe sqlite3_total_changes64(pointer)) }

    /// How many values a statement may have: no more than PostgreSQL takes, so that what works here works there.
    var parameterLimit: Int { min(65_535, Int(unsafe sqlite3_limit(pointer, SQLITE_LIMIT_VARIABLE_NUMBER, -1))) }

    /// The most bytes that a text, a blob or a row may have.
    var lengthLimit: Int { Int(unsafe sqlite3_limit(pointer, SQLITE_LIMIT_LENGTH, -1)) }

    /// Copies the log into the database. Answers how many pages the log holds, and how many of them were copied.
    func checkpoint(_ mode: Checkpoint) throws(Failure) -> (pages: Int, copied: Int) {
        var pages: Int32 = 0, copied: Int32 = 0
        let number =
            switch mode {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .restart: SQLITE_CHECKPOINT_RESTART
            case .truncate: SQLITE_CHECKPOINT_TRUNCATE
            }
        let code = ResultCode(unsafe sqlite3_wal_checkpoint_v2(pointer, nil, number, &pages, &copied))
        guard code == .ok || code.primary == .busy else { throw failure(code) }
        return (Int(pages), Int(copied))
    }
}
