// The door to libpq: every pointer that it is handed, or hands out, is made and used here.
private import CPostgreSQL
import Memory

/// One libpq connection. Its end of life closes it, unless it was closed before: libpq takes a null pointer for a
/// connection that has failed.
@safe struct LibPQ: ~Copyable {
    enum Progress { case needsInput, needsRoom, connected, failed }
    enum Transaction { case none, active, open, failed, unknown }

    private var pointer: OpaquePointer?

    /// Begins to connect; nothing blocks, for no name has to be looked up. Fails when there is no memory.
    init?(connectingWith options: [(name: String, value: String)]) {
        let names = options.map { Array($0.name.utf8CString) }, values = options.map { Array($0.value.utf8CString) }
        let made = unsafe Self.withTexts(names) { names in
            unsafe Self.withTexts(values) { values in unsafe PQconnectStartParams(names, values, 0) }
        }
        guard let made = unsafe made else { return nil }
        unsafe pointer = made
        // So that a refusal tells its code: libpq has no other way to ask for it before there is a connection.
        unsafe PQsetErrorVerbosity(made, PQERRORS_VERBOSE)
        // By default libpq writes notices to the standard error stream.
        unsafe PQsetNoticeReceiver(made, { _, _ in }, nil)
    }

    deinit { unsafe PQfinish(pointer) }

    /// Closes the connection now.
    mutating func disconnect() {
        unsafe PQfinish(pointer)
        unsafe pointer = nil
    }

    /// The texts, each ending in NUL, as a list that ends in a null pointer.
    private static func withTexts<Answer>(
        _ texts: [[CChar]], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Answer
    ) -> Answer {
        let flat = texts.flatMap { $0 }
        return unsafe flat.withUnsafeBufferPointer { flat in
            unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: texts.count + 1) { list in
                var start = 0
                for (index, text) in texts.enumerated() {
                    unsafe list.initializeElement(at: index, to: flat.baseAddress.map { unsafe $0 + start })
                    start += text.count
                }
                unsafe list.initializeElement(at: texts.count, to: nil)
                return unsafe body(UnsafePointer(list.baseAddress))
            }
        }
    }

    // MARK: Connecting

    /// Goes on connecting. The socket may be another one afterwards.
    func poll() -> Progress {
        switch unsafe PQconnectPoll(pointer) {
        case PGRES_POLLING_READING: .needsInput
        case PGRES_POLLING_WRITING: .needsRoom
        case PGRES_POLLING_OK: .connected
        default: .failed
        }
    }

    /// The descriptor, or nil while there is none.
    var socket: Int32? {
        let number = unsafe PQsocket(pointer)
        return number < 0 ? nil : number
    }

    var isAlive: Bool { unsafe PQstatus(pointer) == CONNECTION_OK }
    var usesTLS: Bool { unsafe PQsslInUse(pointer) == 1 }

    /// What libpq says went wrong last.
    var problem: String { unsafe PQerrorMessage(pointer).map { unsafe String(cString: $0) } ?? "" }

    /// What the server says of itself, such as its `server_version`.
    func parameter(_ name: String) -> String? {
        unsafe PQparameterStatus(pointer, name).map { unsafe String(cString: $0) }
    }

    /// Such as 150018.
    var serverVersion: Int { unsafe Int(PQserverVersion(pointer)) }

    /// From now on nothing blocks, and what is sent need not wait for an answer.
    func enterPipeline() -> Bool {
        unsafe PQsetnonblocking(pointer, 1) == 0 && PQenterPipelineMode(pointer) == 1
    }

    func leavePipeline() -> Bool { unsafe PQexitPipelineMode(pointer) == 1 }

    // MARK: Sending. Each answers whether libpq took it.

    /// The name ends in NUL.
    func prepare(_ name: [UInt8], _ text: QueryText) -> Bool {
        let types = text.types
        return unsafe Self.withText(name) { name in
            unsafe Self.withText(text.bytes) { text in
                unsafe PQsendPrepare(pointer, name, text, Int32(truncatingIfNeeded: types.count), types) == 1
            }
        }
    }

    func execute(prepared name: [UInt8], _ parameters: Parameters) -> Bool {
        unsafe Self.withText(name) { name in
            unsafe Self.lend(parameters) { count, values, lengths, formats in
                unsafe PQsendQueryPrepared(pointer, name, count, values, lengths, formats, 1) == 1
            }
        }
    }

    func execute(_ text: QueryText, _ parameters: Parameters) -> Bool {
        unsafe Self.withText(text.bytes) { bytes in
            unsafe Self.lend(parameters) { count, values, lengths, formats in
                unsafe PQsendQueryParams(pointer, bytes, count, text.types, values, lengths, formats, 1) == 1
            }
        }
    }

    /// Several statements without bindings, outside of a pipeline.
    func execute(script text: [UInt8]) -> Bool {
        unsafe Self.withText(text) { unsafe PQsendQuery(pointer, $0) == 1 }
    }

    func sync() -> Bool { unsafe PQpipelineSync(pointer) == 1 }

    /// Whether output is left that the socket does not take now; nil when the connection has failed.
    func flush() -> Bool? {
        switch unsafe PQflush(pointer) {
        case 0: false
        case 1: true
        default: nil
        }
    }

    private static func withText<Answer>(_ text: [UInt8], _ body: (UnsafePointer<CChar>?) -> Answer) -> Answer {
        precondition(text.last == 0, "a text for libpq ends in NUL")
        return unsafe text.withUnsafeBytes { bytes in
            unsafe body(bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
    }

    /// Lends libpq its arrays; those of a small statement lie on the stack.
    private static func lend<Answer>(
        _ parameters: Parameters,
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Answer
    ) -> Answer {
        let count = parameters.count
        if count == 0 { return body(0, nil, nil, nil) }
        return unsafe parameters.bytes.withUnsafeBytes { bytes in
            unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { numbers in
                    let lengths = numbers.baseAddress, formats = unsafe lengths.map { unsafe $0 + count }
                    var start = 0
                    for index in 0..<count {
                        precondition(start + 4 <= bytes.count, "a parameter has no length")
                        let length = unsafe bytes.loadUnaligned(fromByteOffset: start, as: Int32.self)
                        start += 4
                        // An empty value has an address too: none would mean NULL.
                        let value = unsafe length < 0 ? nil : bytes.baseAddress.map { unsafe $0 + start }
                        unsafe values.initializeElement(at: index, to: value?.assumingMemoryBound(to: CChar.self))
                        unsafe numbers.initializeElement(at: index, to: length)
                        unsafe numbers.initializeElement(at: count + index, to: 1)
                        start += max(0, Int(length))
                    }
                    precondition(start <= bytes.count, "lengths of parameters exceed their bytes")
                    return unsafe body(
                        Int32(truncatingIfNeeded: count), UnsafePointer(values.baseAddress), UnsafePointer(lengths),
                        UnsafePointer(formats))
                }
            }
        }
    }

    // MARK: Receiving

    /// Takes in what has come; false when the connection has failed.
    func takeInput() -> Bool { unsafe PQconsumeInput(pointer) == 1 }

    /// Whether the next answer has not wholly come.
    var isBusy: Bool { unsafe PQisBusy(pointer) == 1 }

    /// Has each row of the statement that is answered next come as an answer of its own; to be asked before anything of
    /// it was looked at.
    func answerRowByRow() { unsafe _ = PQsetSingleRowMode(pointer) }

    func nextAnswer() -> ServerAnswer? { unsafe PQgetResult(pointer).map { unsafe ServerAnswer($0) } }

    /// Where the connection stands, as far as answers have been read.
    var transaction: Transaction {
        switch unsafe PQtransactionStatus(pointer) {
        case PQTRANS_IDLE: .none
        case PQTRANS_ACTIVE: .active
        case PQTRANS_INTRANS: .open
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }

    func nextNotification() -> (channel: String, message: String)? {
        guard let notification = unsafe PQnotifies(pointer) else { return nil }
        defer { unsafe PQfreemem(notification) }
        let channel = unsafe notification.pointee.relname.map { unsafe String(cString: $0) } ?? ""
        let message = unsafe notification.pointee.extra.map { unsafe String(cString: $0) } ?? ""
        return (channel, message)
    }

    func cancelKey() -> CancelKey? { unsafe PQgetCancel(pointer).map { unsafe CancelKey($0) } }
}

/// What it takes to have a statement canceled from any thread.
///
/// `@unchecked`: libpq promises that the structure never changes and may be used from another thread.
@safe final class CancelKey: @unchecked Sendable {
    private let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }
    deinit { unsafe PQfreeCancel(pointer) }

    /// Asks the server, on a connection of its own, and waits until it has passed the request on. Blocks.
    func send() -> Bool {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { problem in
            unsafe PQcancel(pointer, problem.baseAddress, 256) == 1
        }
    }
}

/// One answer of the server. Its end of life frees it.
@safe struct ServerAnswer: ~Copyable {
    enum Kind {
        case rows, done, sync, skipped, failed
        /// One row of several that come each by itself.
        case row
    }

    /// The parts of a failure.
    enum Part { case severity, state, message, table, column, type, constraint }

    private let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }
    deinit { unsafe PQclear(pointer) }

    var kind: Kind {
        switch unsafe PQresultStatus(pointer) {
        case PGRES_TUPLES_OK: .rows
        case PGRES_SINGLE_TUPLE: .row
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: .done
        case PGRES_PIPELINE_SYNC: .sync
        case PGRES_PIPELINE_ABORTED: .skipped
        default: .failed
        }
    }

    var rowCount: Int { unsafe Int(PQntuples(pointer)) }
    var columnCount: Int { unsafe Int(PQnfields(pointer)) }
    /// How many bytes it takes.
    var size: Int { unsafe Int(clamping: PQresultMemorySize(pointer)) }

    func name(_ column: Int) -> String {
        unsafe PQfname(pointer, Int32(truncatingIfNeeded: column)).map { unsafe String(cString: $0) } ?? ""
    }

    func type(_ column: Int) -> UInt32 { unsafe PQftype(pointer, Int32(truncatingIfNeeded: column)) }

    /// The bytes of one value, for the length of a call; none for NULL, and for what does not exist.
    @inline(__always)
    func withValue<Answer>(_ row: Int, _ column: Int, _ body: (borrowing Span<UInt8>?) -> Answer) -> Answer {
        let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
        // libpq answers 1 for a place that does not exist.
        guard unsafe PQgetisnull(pointer, row, column) == 0, let value = unsafe PQgetvalue(pointer, row, column) else {
            return body(nil)
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(pointer, row, column)))
        return unsafe body(Span<UInt8>(_unsafeBytes: bytes))
    }

    /// How many rows the statement changed, or answered.
    var affected: Int { unsafe PQcmdTuples(pointer).flatMap { unsafe Int(String(cString: $0)) } ?? 0 }

    /// What was done, such as `INSERT 0 1`.
    var tag: String { unsafe PQcmdStatus(pointer).map { unsafe String(cString: $0) } ?? "" }

    func fault(_ part: Part) -> String? {
        let code =
            switch part {
            case .severity: apus_pg_severity
            case .state: apus_pg_state
            case .message: apus_pg_message
            case .table: apus_pg_table
            case .column: apus_pg_column
            case .type: apus_pg_type
            case .constraint: apus_pg_constraint
            }
        return unsafe PQresultErrorField(pointer, code).map { unsafe String(cString: $0) }
    }

    /// The whole message: what is left to say of a failure that the server did not report.
    var problem: String { unsafe PQresultErrorMessage(pointer).map { unsafe String(cString: $0) } ?? "" }
}

/// Names and values of connections, as libpq reads them.
enum LibPQOptions {
    /// Why libpq cannot be opened, which nothing else here may be asked without; nil when it is open.
    static var problem: String? { unsafe apus_pg_open().map { unsafe String(cString: $0) } }

    /// What a URL, or a list of `name=value`, says; nil when libpq cannot read it.
    static func parse(_ text: String) -> [String: String]? {
        var problem: UnsafeMutablePointer<CChar>?
        defer { unsafe PQfreemem(problem) }
        guard let list = unsafe PQconninfoParse(text, &problem) else { return nil }
        defer { unsafe PQconninfoFree(list) }
        return unsafe values(list)
    }

    /// What holds where nothing is said: the `PG…` variables of the environment, and what libpq was built with.
    static func defaults() -> [String: String] {
        guard let list = unsafe PQconndefaults() else { return [:] }
        defer { unsafe PQconninfoFree(list) }
        return unsafe values(list)
    }

    /// What an environment's `PG…` variables say.
    static func values(of environment: [String: String]) -> [String: String] {
        guard let list = unsafe PQconndefaults() else { return [:] }
        defer { unsafe PQconninfoFree(list) }
        var found: [String: String] = [:]
        var next = unsafe list
        while let name = unsafe next.pointee.keyword {
            if let variable = unsafe next.pointee.envvar, let value = unsafe environment[String(cString: variable)] {
                unsafe found[String(cString: name)] = value
            }
            unsafe next += 1
        }
        return found
    }

    private static func values(_ list: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var found: [String: String] = [:]
        var next = unsafe list
        while let name = unsafe next.pointee.keyword {
            if let value = unsafe next.pointee.val { unsafe found[String(cString: name)] = String(cString: value) }
            unsafe next += 1
        }
        return found
    }
}
