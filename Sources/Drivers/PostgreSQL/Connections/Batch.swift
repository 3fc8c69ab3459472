import Database

/// Statements that one caller sends together, and what became of them.
///
/// `@unchecked`: once it is handed to a connection it is touched on that connection's loop alone.
final class Batch: @unchecked Sendable {
    enum Kind {
        /// Reads that may share a Sync with others, and can be sent again.
        case sharedRead
        /// All that stands before one Sync.
        case own
        /// A text of many statements, outside of the pipeline.
        case script([UInt8])
    }

    let kind: Kind
    let queries: [Query]
    /// Which of them the caller did not ask for.
    private let isOurs: [Bool]
    /// For how many milliseconds nothing may be heard of it.
    let patience: Int
    /// Nothing that it does can be lost: it only reads.
    let onlyReads: Bool
    /// Whether a transaction is open already when it begins.
    var beginsOpen = false

    private(set) var answers: [Rows] = []
    /// Which statement is answered next; their number once all are.
    private(set) var next = 0
    private(set) var failure: DatabaseError?
    /// The server skipped it because of another caller's failure.
    private(set) var isSkipped = false
    /// The caller waits no longer.
    var isCanceled = false
    /// To how many statements the server has answered, in whatever way.
    var heardAnswers = 0
    /// Where its rows go as they come, instead of into its answers.
    var stream: RowStream?
    private(set) var isDone = false
    /// Called once, on the loop, when nothing more is heard of it.
    var done: ((Batch) -> Void)?
    /// Who waits for that.
    private var waiting: Waiting<Void>?
    /// Looked at now and then: whether it was canceled.
    private var asking: AskingTask?

    convenience init(
        _ queries: [Query], kind: Kind = .own, patience: Duration, onlyReads: Bool = false,
        isOurs: [Bool] = [], done: ((Batch) -> Void)? = nil
    ) {
        self.init(queries, kind: kind, milliseconds: patience.wire, onlyReads: onlyReads, isOurs: isOurs, done: done)
    }

    init(
        _ queries: [Query], kind: Kind = .own, milliseconds patience: Int, onlyReads: Bool = false,
        isOurs: [Bool] = [], done: ((Batch) -> Void)? = nil
    ) {
        self.queries = queries
        self.kind = kind
        self.patience = patience
        self.onlyReads = onlyReads
        self.isOurs = isOurs
        self.done = done
    }

    /// Has a task wait, whose continuation this is.
    func wake(_ caller: Waiting<Void>) {
        waiting = caller
        asking = AskingTask()
    }

    /// Whether it is not known yet that its caller gave it up.
    var isGivenUp: Bool { !isDone && !isCanceled && asking?.isCanceled == true }

    func succeeded(_ rows: Rows) {
        next += 1
        if queries.count == 1 { return answers = [rows] }
        // Taken out meanwhile: a property that is changed in place is checked for exclusive access each time.
        var all = answers
        answers = []
        if next == 1 { all.reserveCapacity(queries.count) }
        all.append(rows)
        answers = all
    }

    /// The statement that was to be answered next failed; the first failure counts.
    func failed(_ error: DatabaseError) {
        if failure == nil { failure = error }
    }

    func skipped() {
        if failure == nil { isSkipped = true }
    }

    func finish() {
        guard !isDone else { return }
        isDone = true
        let (done, waiting) = (done, waiting)
        self.done = nil
        self.waiting = nil
        asking = nil
        done?(self)
        waiting?.resume(())
    }
}

extension Batch {
    /// The answers to what the caller asked for.
    var ownAnswers: [Rows] {
        isOurs.contains(true) ? answers.indices.filter { !isOurs[$0] }.map { answers[$0] } : answers
    }

    /// Whether the statement that failed stood in a transaction that the caller did not begin.
    var hasFailedInOurs: Bool {
        guard next < isOurs.count else { return false }
        return isOurs[next] || next > 0 && isOurs[next - 1] && queries[next - 1].verb == .begin
    }

    /// How a connection was lost.
    enum Loss {
        /// The server said why, in place of the next answer.
        case told
        case silent
    }

    /// Whether something of it may be committed, although its answer is lost: at what it waited for, or, when nothing
    /// was said, at anything after that.
    func mayBeCommitted(_ loss: Loss) -> Bool {
        if onlyReads { return false }
        var isOpen = beginsOpen
        for (index, query) in queries.enumerated() {
            switch query.verb {
            case .begin: isOpen = true
            case .rollback: isOpen = false
            case .commit:
                isOpen = false
                // One before: it is committed. This one: the answer is lost. A later one: may have been reached.
                if index <= next || loss == .silent { return true }
            case .ordinary, .savepoint, .other: continue
            }
        }
        if isOpen || queries.last?.endsTransaction == true { return false }
        // The Sync at the end commits.
        return loss == .silent || next >= queries.count
    }
}
