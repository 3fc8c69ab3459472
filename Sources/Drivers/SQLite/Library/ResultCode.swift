/// What the library answers (sqlite.org/rescode.html): a kind in the low eight bits, and details above.
struct ResultCode: Equatable, Hashable, Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    /// The kind without its details.
    var primary: ResultCode { ResultCode(number & 0xFF) }

    static let ok = ResultCode(0)
    static let error = ResultCode(1)
    static let permission = ResultCode(3)
    static let abort = ResultCode(4)
    static let busy = ResultCode(5)
    static let locked = ResultCode(6)
    static let noMemory = ResultCode(7)
    static let readOnly = ResultCode(8)
    static let interrupted = ResultCode(9)
    static let inputOutput = ResultCode(10)
    static let corrupt = ResultCode(11)
    static let full = ResultCode(13)
    static let cannotOpen = ResultCode(14)
    static let locking = ResultCode(15)
    static let schema = ResultCode(17)
    static let tooBig = ResultCode(18)
    static let constraint = ResultCode(19)
    static let mismatch = ResultCode(20)
    static let misuse = ResultCode(21)
    static let noLargeFiles = ResultCode(22)
    static let authorization = ResultCode(23)
    static let format = ResultCode(24)
    static let range = ResultCode(25)
    static let notADatabase = ResultCode(26)
    static let row = ResultCode(100)
    static let done = ResultCode(101)

    static let busySnapshot = ResultCode(5 | 2 << 8)
    static let lockedSharedCache = ResultCode(6 | 1 << 8)
    static let readOnlyRecovery = ResultCode(8 | 1 << 8)
    static let readOnlyCannotLock = ResultCode(8 | 2 << 8)
    static let readOnlyMoved = ResultCode(8 | 4 << 8)
    static let readOnlyFolder = ResultCode(8 | 6 << 8)
    static let inputOutputWrite = ResultCode(10 | 3 << 8)
    static let inputOutputSync = ResultCode(10 | 4 << 8)
    static let inputOutputNoMemory = ResultCode(10 | 12 << 8)
    static let inputOutputSharedSize = ResultCode(10 | 19 << 8)
    static let inputOutputData = ResultCode(10 | 32 << 8)
    static let inputOutputCorruptFiles = ResultCode(10 | 33 << 8)
    static let check = ResultCode(19 | 1 << 8)
    static let foreignKey = ResultCode(19 | 3 << 8)
    static let notNull = ResultCode(19 | 5 << 8)
    static let primaryKey = ResultCode(19 | 6 << 8)
    static let trigger = ResultCode(19 | 7 << 8)
    static let unique = ResultCode(19 | 8 << 8)
    static let rowID = ResultCode(19 | 10 << 8)
    static let dataType = ResultCode(19 | 12 << 8)
}
