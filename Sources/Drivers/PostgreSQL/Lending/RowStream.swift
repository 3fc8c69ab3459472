import Database
import Machine

/// The rows of a cursor on their way to who reads them: the next are fetched while these are read.
///
/// What is here and was not read yet takes a bounded memory and one row more, however wide the rows are: libpq hands
/// over each as it comes, and a connection whose reader has enough is not read.
///
/// `@unchecked`: it is touched on its connection's loop alone.
final class RowStream: @unchecked Sendable {
    /// Of so many bytes is what the reader is handed at once.
    static let part = 256 << 10
    private static let most = 4 * part

    private let session: Session
    let name: [UInt8]
    private let patience: Duration

    private var pace = StreamPace()
    /// Fetches that were sent and have not ended, each with how many rows it asked for.
    private var underWay: [(batch: Batch, count: Int)] = []
    /// What has come of the first of them.
    private var rows = 0, bytes = 0
    private var since = 0

    private var shape: AnswerShape?
    /// What is being filled, and what the reader is handed next.
    private var current = Rows()
    private var parts = FirstInFirstOut<Rows>()
    private var size = 0
    private var reader: Waiting<Void>?
    private var failure: DatabaseError?
    private var hasComeWhole = false
    /// Nobody reads any more: what is still to come is thrown away.
    private var isGivenUp = false

    init(_ session: Session, name: [UInt8], patience: Duration) {
        self.session = session
        self.name = name
        self.patience = patience
    }

    // MARK: The reader

    /// Has the server begin.
    func open(_ declaration: Query) { fetch(after: [declaration]) }

    /// The next rows, when they are here; what comes after them is fetched meanwhile.
    func next() throws(DatabaseError) -> Rows? {
        guard let rows = parts.popFirst() else {
            if let failure { throw failure }
            if underWay.isEmpty, !isAtEnd { fetch() }
            return nil
        }
        size -= rows.size
        if !pace.isWide { fetchAhead() }
        session.goOn()
        return rows
    }

    /// Whether there is nothing to wait for.
    var isAtEnd: Bool { (hasComeWhole || failure != nil) && underWay.isEmpty && parts.isEmpty }

    /// Tells the reader when there is something new.
    func wait(_ waiting: Waiting<Void>) {
        if !parts.isEmpty || underWay.isEmpty { return waiting.resume(()) }
        reader = waiting
        session.goOn()
    }

    func giveUp(canceling: Bool) {
        isGivenUp = true
        parts = FirstInFirstOut()
        current = Rows()
        size = 0
        if canceling { cancel() }
        session.goOn()
    }

    func cancel() {
        for (batch, _) in underWay { session.cancel(batch) }
    }

    // MARK: The connection

    /// Whether the rows that are here are enough for now. Never while something else waits for its turn behind them.
    var isFull: Bool { size >= Self.most && reader == nil && !isGivenUp && session.isAtRest && !session.isAwaited }

    func take(_ answer: borrowing ServerAnswer) throws(DatabaseError) {
        rows += answer.rowCount
        if isGivenUp || failure != nil { return }
        do throws(DatabaseError) {
            if shape == nil {
                shape = try AnswerShape(answer)
                startPart()
            }
            guard let shape, answer.rowCount > 0 else { return }
            try current.append(answer, shape)
        } catch {
            failure = error
            throw error
        }
        if current.size >= Self.part { endPart() }
    }

    private func startPart() { current = Rows(columns: shape?.names ?? []) }

    private func endPart() {
        guard !current.isEmpty else { return }
        session.watch.tally.add(current.count, .rows)
        bytes += current.size
        size += current.size
        parts.append(current)
        startPart()
        reader.take()?.resume(())
    }

    // MARK: Fetching

    private func fetch(after first: [Query] = []) {
        if underWay.isEmpty { since = Ticks.milliseconds }
        let batch = Batch(first + [Query(fetching: pace.count, name)], patience: patience, onlyReads: true)
        batch.stream = self
        batch.done = { [self] in ended($0) }
        underWay.append((batch, pace.count))
        session.streams = batch
        session.submit(batch)
    }

    /// Keeps the server at work for as long as there is room for what it sends.
    private func fetchAhead() {
        while !hasComeWhole, !isGivenUp, failure == nil, session.isAtRest, !session.isAwaited, underWay.count < 3,
            size + underWay.count * pace.bytes < Self.most
        {
            fetch()
        }
    }

    private func ended(_ batch: Batch) {
        endPart()
        batch.stream = nil
        if session.streams === batch { session.streams = nil }
        let count = underWay.isEmpty ? 0 : underWay.removeFirst().count, now = Ticks.milliseconds
        if let error = batch.failure {
            failure = failure ?? error
        } else {
            hasComeWhole = hasComeWhole || rows < count
            pace.heard(rows: rows, bytes: bytes, milliseconds: now - since)
        }
        (rows, bytes, since) = (0, 0, now)
        if !pace.isWide { fetchAhead() }
        reader.take()?.resume(())
    }
}

/// How many rows are fetched at a time: as many as fill one part and need a moderate time, as far as those before tell.
struct StreamPace {
    private static let time = 100
    private static let most = 4_096

    private(set) var count = 64
    /// How much the next fetch is likely to bring.
    private(set) var bytes = 4 * RowStream.part
    /// Whether one row is so much that none is fetched before it is wanted.
    private(set) var isWide = false

    mutating func heard(rows: Int, bytes: Int, milliseconds: Int) {
        if rows == 0 { return }
        let width = max(1, bytes / rows)
        isWide = width > RowStream.part
        let timely = rows * Self.time / max(1, milliseconds)
        count = max(1, min(RowStream.part / width, timely, count * 4, Self.most))
        self.bytes = count * width
    }
}
