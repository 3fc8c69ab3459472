import CLinux

/// Attempts to reach one peer at several addresses: the next begins when the last has failed or has taken a while
/// (RFC 8305 §5), and the first to succeed ends the others.
///
/// `@unchecked`: it is touched on the loop's own thread alone; what comes from elsewhere goes through `EventLoop.call`.
final class ConnectRace: @unchecked Sendable {
    typealias Outcome = Result<ConnectAttempt, ConnectError>

    private let loop: EventLoop
    private let stagger: Duration
    private var addresses: ArraySlice<Address>
    private var attempts: [ConnectAttempt] = []
    private var failure = ConnectError.refused
    private var patience: TimerID?
    private var nextStart: TimerID?
    private var waiter: Waiter?
    private var outcome: Outcome?
    private var isOver: Bool { outcome != nil }

    init(_ addresses: [Address], on loop: EventLoop, stagger: Duration) {
        self.addresses = addresses[...]
        self.loop = loop
        self.stagger = stagger
    }

    /// The first connection, or why there is none within `limit`.
    func run(within limit: Duration) async -> Outcome {
        patience = loop.after(limit) { [self] in end(.failure(.timedOut)) }
        startNext()
        _ = await withTaskCancellationHandler {
            // The handler may have moved the task off the loop.
            await Waiter.park { waiter in
                if loop.isCurrent { park(waiter) } else { loop.call { self.park(waiter) } }
            }
        } onCancel: {
            loop.call { self.end(.failure(.cancelled)) }
        }
        return outcome ?? .failure(.cancelled)
    }

    private func park(_ waiter: Waiter) {
        if isOver { waiter.resume(.ready) } else { self.waiter = waiter }
    }

    /// Starts the next attempt that can be started, and sees to the one after it.
    private func startNext() {
        if let nextStart { loop.cancel(nextStart) }
        nextStart = nil
        while !isOver, let address = addresses.popFirst() {
            do {
                let attempt = try ConnectAttempt(to: address, on: loop)
                attempts.append(attempt)
                if try attempt.start(reporting: { [self] in report(attempt) }) { return end(.success(attempt)) }
                if !addresses.isEmpty { nextStart = loop.after(stagger) { [self] in startNext() } }
                return
            } catch {
                note(error)
            }
        }
        if attempts.allSatisfy(\.isClosed) { end(.failure(failure)) }
    }

    /// An attempt has come to its end.
    private func report(_ attempt: ConnectAttempt) {
        if isOver { return }
        do {
            try attempt.complete()
            end(.success(attempt))
        } catch {
            note(error)
            attempt.close()
            startNext()
        }
    }

    private func note(_ error: SystemError) {
        failure = error.code == Int(ECONNREFUSED) ? .refused : .system(error)
    }

    private func end(_ outcome: Outcome) {
        if isOver { return }
        self.outcome = outcome
        for timer in [patience, nextStart] { if let timer { loop.cancel(timer) } }
        let winner = try? outcome.get()
        for attempt in attempts where attempt !== winner { attempt.close() }
        attempts = []
        waiter.take()?.resume(.ready)
    }
}

/// One socket while it is being connected.
///
/// `@unchecked`: it is touched on the loop's own thread alone.
final class ConnectAttempt: EventLoop.Source, @unchecked Sendable {
    let address: Address
    private let loop: EventLoop
    private var descriptor: Descriptor?
    private let number: Int32
    private var place: SlotID?
    private var report: (() -> Void)?

    var isClosed: Bool { descriptor == nil }

    init(to address: Address, on loop: EventLoop) throws(SystemError) {
        self.address = address
        self.loop = loop
        let made = try SystemError.check(lx_socket(Linux.family(of: address)))
        descriptor = Descriptor(owning: made)
        number = Int32(truncatingIfNeeded: made)
        if case .ip = address { lx_tune(number) }
    }

    /// Whether it is connected at once, as a Unix socket is; else `report` tells when it has come to an end.
    func start(reporting report: @escaping () -> Void) throws(SystemError) -> Bool {
        let result = Linux.connect(number, address)
        if result >= 0 { return true }
        guard result == -Int(EINPROGRESS) else {
            descriptor = nil
            throw SystemError(code: -result)
        }
        self.report = report
        let place = try loop.add(number, self)
        self.place = place
        loop.want(write: true, number, place)
        return false
    }

    func ready(_ mask: UInt32) { report?() }

    /// Throws what became of the attempt unless it succeeded.
    func complete() throws(SystemError) {
        leaveLoop()
        try SystemError.check(lx_pending_error(number))
    }

    func close() {
        leaveLoop()
        descriptor = nil
    }

    /// The connected socket, for its one owner.
    func takeDescriptor() -> Descriptor? {
        leaveLoop()
        return descriptor.take()
    }

    /// A descriptor leaves the loop before it is closed, for its number is used again.
    private func leaveLoop() {
        report = nil
        if let place = place.take() { loop.remove(number, place) }
    }
}
