import Machine
import Sockets

/// What the connections of one loop have in common, and the clock that looks after them: ten times a second while
/// something is awaited, else once.
///
/// `@unchecked`: it is touched on its loop's thread alone.
final class Watch: @unchecked Sendable {
    let loop: EventLoop
    let tally: Tally
    let canceler: Canceler
    private var sessions: [ObjectIdentifier: Session] = [:]
    /// Each is told the time, and answers whether it waits for something.
    private var observers: [(Int) -> Bool] = []
    private var timer: TimerID?
    private var isFast = false
    private(set) var isStopped = false

    init(loop: EventLoop, tally: Tally, canceler: Canceler) {
        self.loop = loop
        self.tally = tally
        self.canceler = canceler
    }

    func add(_ session: Session) {
        sessions[ObjectIdentifier(session)] = session
        wake()
    }

    func remove(_ session: Session) { sessions[ObjectIdentifier(session)] = nil }

    /// Until the end, to which who observes lives too.
    func observe(_ observer: @escaping (Int) -> Bool) {
        if !isStopped { observers.append(observer) }
    }

    /// Something is awaited from now on.
    func wake() {
        if isFast || isStopped { return }
        if let timer { loop.cancel(timer) }
        isFast = true
        timer = loop.after(.milliseconds(100)) { [self] in look() }
    }

    /// Closes all connections; nothing is looked after any more.
    func stop() {
        isStopped = true
        if let timer = timer.take() { loop.cancel(timer) }
        observers = []
        for session in sessions.values { session.close() }
    }

    private func look() {
        timer = nil
        let now = Ticks.milliseconds
        let all = Array(sessions.values)
        for session in all { session.check(at: now) }
        var isAwaited = all.contains { !$0.isLost && !$0.isIdle }
        for observer in observers { if observer(now) { isAwaited = true } }
        if isStopped || timer != nil { return }
        isFast = isAwaited
        if sessions.isEmpty, !isAwaited { return }
        timer = loop.after(isFast ? .milliseconds(100) : .seconds(1)) { [self] in look() }
    }
}
