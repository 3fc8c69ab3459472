import Database

extension DatabaseError {
    /// What an answer of the library means. `isReader` is whether the connection may only read.
    init(_ failure: Handle.Failure, reason: Watch.Reason? = nil, isReader: Bool = false) {
        let code = Self.code(of: failure.code, reason: reason, isReader: isReader)
        self.init(
            code, Self.message(code, failure, reason: reason, isReader: isReader),
            constraint: Self.constraint(in: failure), native: String(failure.code.number))
    }

    static func code(of result: ResultCode, reason: Watch.Reason?, isReader: Bool) -> Code {
        if let reason, [.interrupted, .busy].contains(result.primary) {
            return reason == .cancelled ? .cancelled : .timedOut
        }
        if let code = details[result] { return code }
        if result.primary == .readOnly { return isReader ? .invalid : .refused }
        return kinds[result.primary] ?? .other
    }

    /// What a kind means that is not told apart below.
    private static let kinds: [ResultCode: Code] = [
        .error: .invalid, .permission: .refused, .abort: .invalid, .busy: .busy, .locked: .invalid, .noMemory: .full,
        .interrupted: .cancelled, .inputOutput: .other, .corrupt: .corrupt, .full: .full, .cannotOpen: .unavailable,
        .locking: .busy, .schema: .invalid, .tooBig: .invalid, .constraint: .ruleBroken, .mismatch: .invalid,
        .misuse: .invalid, .noLargeFiles: .other, .authorization: .refused, .format: .corrupt, .range: .invalid,
        .notADatabase: .corrupt,
    ]

    private static let details: [ResultCode: Code] = [
        .busySnapshot: .conflict, .lockedSharedCache: .busy, .unique: .duplicate, .primaryKey: .duplicate,
        // The log is synced at commits alone: it holds the whole transaction then, and may or may not come through.
        .inputOutputSync: .unknownOutcome, .rowID: .duplicate, .foreignKey: .missingReference,
        .inputOutputNoMemory: .full, .inputOutputSharedSize: .full, .inputOutputData: .corrupt,
        .inputOutputCorruptFiles: .corrupt, .readOnlyRecovery: .refused, .readOnlyCannotLock: .refused,
        .readOnlyMoved: .unavailable, .readOnlyFolder: .refused,
    ]

    private static func message(
        _ code: Code, _ failure: Handle.Failure, reason: Watch.Reason?, isReader: Bool
    ) -> String {
        switch code {
        case .cancelled: "The statement was cancelled."
        case .timedOut: "The statement ran longer than it may."
        case .busy: "Another process has held the database's lock for too long; look what it does."
        case .conflict: "Another process has written since the transaction's first read."
        case .corrupt:
            """
            The database's file is damaged (\(failure.message)). Stop Apus, keep a copy of the file, and restore the \
            last backup; 'apus doctor' says what can still be read.
            """
        case .full: noRoom(failure)
        case .refused:
            """
            The database cannot be written (\(failure.message)): its file and its folder must belong to the user that \
            Apus runs as, on a disk that is not mounted read-only.
            """
        case .unavailable:
            """
            The database's file cannot be opened (\(failure.message)): it must be there, in a folder that this user \
            may write, and not have been moved since.
            """
        case .ruleBroken where failure.code == .dataType && failure.message.contains("TEXT value in REAL"):
            "\(failure.message): a column for NaN, which is stored as a text, must be of the type ANY."
        case .invalid where failure.code.primary == .readOnly:
            "A statement that writes was sent where it may only read."
        case .other:
            """
            The system failed to read or write the database (\(failure.message)): look in the kernel's log for errors \
            of the disk, and whether a quota is reached.
            """
        case .unknownOutcome:
            """
            The disk failed while a commit was written to it (\(failure.message)): it may be there after a restart, or \
            not. Look in the kernel's log for errors of the disk.
            """
        default: failure.message
        }
    }

    private static func noRoom(_ failure: Handle.Failure) -> String {
        switch failure.code {
        case .full:
            """
            The disk that the database lies on is full, or a quota or a limit of sizes (ulimit -f) is reached: make \
            room, and what was refused works again.
            """
        case .inputOutputSharedSize:
            """
            A file beside the database cannot grow (\(failure.message)): make room on the disk, or look in the \
            kernel's log for errors of it, and whether a quota is reached.
            """
        default: "There is not enough memory for this (\(failure.message))."
        }
    }

    /// `UNIQUE constraint failed: runs.name` names the columns, `CHECK constraint failed: positive` the rule.
    private static func constraint(in failure: Handle.Failure) -> String? {
        guard failure.code.primary == .constraint, let mark = failure.message.firstRange(of: "failed: ") else {
            return nil
        }
        return String(failure.message[mark.upperBound...])
    }
}
