private import CSQLite
import Basics
import Database

/// A statement that was compiled. Its end of life ends it, before or after that of its connection.
@safe final class Prepared {
    private let pointer: OpaquePointer
    /// Held because the library may ask it for as long as a statement is there.
    private let watch: Watch
    private var named: [String]?
    private var timesCompiled: Int32 = 0

    let isReadOnly: Bool
    let parameterCount: Int
    /// When it was used last, as its cache counts.
    var lastUse = 0
    /// What it does to the transaction, once that was found out.
    var control = TransactionControl.none

    init(_ pointer: OpaquePointer, watch: Watch) {
        unsafe self.pointer = pointer
        self.watch = watch
        unsafe isReadOnly = sqlite3_stmt_readonly(pointer) != 0
        unsafe parameterCount = Int(sqlite3_bind_parameter_count(pointer))
    }

    deinit { unsafe sqlite3_finalize(pointer) }

    /// Whether it has begun and not ended.
    var isRunning: Bool { unsafe sqlite3_stmt_busy(pointer) != 0 }

    func step() -> ResultCode { ResultCode(unsafe sqlite3_step(pointer)) }

    /// Makes it ready to run again. Without it a read would go on, and hold the log back for as long.
    func reset() { unsafe sqlite3_reset(pointer) }

    /// Forgets its values, large ones among them.
    func clear() { unsafe sqlite3_clear_bindings(pointer) }

    var answersRows: Bool { unsafe sqlite3_column_count(pointer) > 0 }

    /// The names of the columns. A schema that has changed may have changed them: the library compiles again by itself.
    var columns: [String] {
        let times = unsafe sqlite3_stmt_status(pointer, SQLITE_STMTSTATUS_REPREPARE, 0)
        if let named, times == timesCompiled { return named }
        timesCompiled = times
        let count = unsafe sqlite3_column_count(pointer)
        let names = (0..<count).map { index in
            unsafe sqlite3_column_name(pointer, index).map { unsafe String(cString: $0) } ?? ""
        }
        named = names
        return names
    }
}

extension Prepared {
    func bindNull(_ index: Int32) -> ResultCode { ResultCode(unsafe sqlite3_bind_null(pointer, index)) }

    func bind(_ value: Int64, _ index: Int32) -> ResultCode {
        ResultCode(unsafe sqlite3_bind_int64(pointer, index, value))
    }

    /// NaN would be stored as NULL, and so is written as a text, which sorts after every number.
    func bind(_ value: Double, _ index: Int32) -> ResultCode {
        value.isNaN ? bind("NaN", index) : ResultCode(unsafe sqlite3_bind_double(pointer, index, value))
    }

    func bind(_ text: String, _ index: Int32) -> ResultCode {
        var text = text
        return text.withUTF8 { bytes in
            ResultCode(unsafe apus_bind_text(pointer, index, bytes.baseAddress, bytes.count))
        }
    }

    func bind(text: Span<UInt8>, _ index: Int32) -> ResultCode {
        unsafe text.withUnsafeBytes { bytes in
            ResultCode(unsafe apus_bind_text(pointer, index, bytes.baseAddress, bytes.count))
        }
    }

    func bind(bytes: Span<UInt8>, _ index: Int32) -> ResultCode {
        unsafe bytes.withUnsafeBytes { bytes in
            ResultCode(unsafe apus_bind_bytes(pointer, index, bytes.baseAddress, bytes.count))
        }
    }

    /// Adds the row that the last step has found. Answers how many bytes its texts and blobs had; nil when there was no
    /// memory to read one.
    func append(to rows: inout Rows) -> Int? {
        var size = 0
        for column in 0..<Int32(truncatingIfNeeded: rows.columns.count) {
            switch unsafe sqlite3_column_type(pointer, column) {
            case SQLITE_INTEGER: rows.append(unsafe sqlite3_column_int64(pointer, column))
            case SQLITE_FLOAT: rows.append(unsafe sqlite3_column_double(pointer, column))
            case SQLITE_NULL: rows.appendNull()
            case SQLITE_TEXT:
                guard let start = unsafe sqlite3_column_text(pointer, column) else { return nil }
                let count = Int(unsafe sqlite3_column_bytes(pointer, column))
                let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
                rows.append(text: unsafe Span(_unsafeElements: bytes))
                size += count
            default:
                let start = unsafe sqlite3_column_blob(pointer, column)
                let count = Int(unsafe sqlite3_column_bytes(pointer, column))
                guard unsafe start != nil || count == 0 else { return nil }
                let bytes = unsafe UnsafeBufferPointer(
                    start: start?.assumingMemoryBound(to: UInt8.self), count: count)
                rows.append(bytes: unsafe Span(_unsafeElements: bytes))
                size += count
            }
        }
        return size
    }
}
