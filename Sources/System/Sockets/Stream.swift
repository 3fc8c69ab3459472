import CLinux

/// A connected socket on its loop, plain or secured by TLS, which its user need not tell apart. Reads and writes are
/// tried at once; only `nil`, "would block", leads to `wait`.
///
/// Everything but `handle` is for the loop's thread, where the task that holds the stream runs.
package struct Stream: ~Copyable, Sendable {
    private var descriptor: Descriptor?
    let number: Int32
    package let loop: EventLoop
    let id: SlotID
    /// Who is at the other end. A Unix socket's peer has an empty path.
    package let peer: Address
    private var limit: ConnectionLimit?
    var tls: TLSSession?

    init(_ descriptor: consuming Descriptor, _ loop: EventLoop, _ id: SlotID, peer: Address, limit: ConnectionLimit?) {
        number = descriptor.number
        self.descriptor = consume descriptor
        self.loop = loop
        self.id = id
        self.peer = peer
        self.limit = limit
    }

    /// One that was not closed by its holder is closed with it: no place in the loop's table is lost.
    deinit {
        guard descriptor != nil else { return }
        limit?.leave(peer)
        let loop = loop, id = id
        if loop.isCurrent { loop.release(id) } else { loop.call { loop.release(id) } }
    }

    /// Takes a connected socket onto the loop, or one that is connecting: then wait to write, and look at
    /// `connectError`. On the loop.
    package init(
        _ descriptor: consuming Descriptor, on loop: EventLoop, peer: Address, connecting: Bool
    ) throws(SystemError) {
        let id = try loop.insert(descriptor, ready: !connecting)
        self.init(descriptor, loop, id, peer: peer, limit: nil)
    }

    package var isSecure: Bool { tls != nil }

    /// What became of a connect in progress once it is over; `nil` when it succeeded.
    package var connectError: SystemError? {
        let result = lx_pending_error(number)
        return result == 0 ? nil : SystemError(code: -result)
    }

    package var handle: Handle { Handle(loop: loop, id: id) }

    // MARK: Reading and writing

    /// What one try gave: bytes moved (0 when reading means the end), or `nil` for "would block".
    private func outcome(_ result: Int, of wanted: Int, _ interest: Interest) throws(SystemError) -> Int? {
        if result == -Int(EAGAIN) {
            loop.slots.exhaust(id, interest)
            return nil
        }
        // A short count empties (or fills) the kernel's buffer: the next edge tells, no EAGAIN is bought.
        if result > 0 && result < wanted { loop.slots.exhaust(id, interest) }
        return try SystemError.check(result)
    }

    /// Reads into a part of `bytes`, which must not be empty. 0 is the end; a TLS peer that hangs up without a word of
    /// farewell is an error, for what it had to say may have been cut.
    package func read(into bytes: inout [UInt8], _ range: Range<Int>) throws(SystemError) -> Int? {
        guard loop.slots.isReady(id, .read) else { return nil }
        if let tls { return try read(tls, into: &bytes, range) }
        return try outcome(Linux.read(number, into: &bytes, range), of: range.count, .read)
    }

    /// Writes what there is room for. After `nil` the same bytes must come again, first, or these and more.
    package func write(_ bytes: Span<UInt8>) throws(SystemError) -> Int? {
        guard loop.slots.isReady(id, .write) else { return nil }
        if let tls { return try write(tls, bytes) }
        return try outcome(Linux.write(number, bytes), of: bytes.count, .write)
    }

    /// Writes two pieces as one, with one system call and, under TLS, in as few records as they need.
    package func write(_ first: Span<UInt8>, _ second: Span<UInt8>) throws(SystemError) -> Int? {
        guard loop.slots.isReady(id, .write) else { return nil }
        if let tls { return try write(tls, first, second) }
        return try outcome(Linux.write(number, first, second), of: first.count + second.count, .write)
    }

    /// Sends a part of a file and moves `offset` on; 0 when the file has ended.
    package func send(_ file: borrowing File, at offset: inout Int, count: Int) throws(SystemError) -> Int? {
        guard loop.slots.isReady(id, .write) else { return nil }
        if let tls { return try send(tls, file, at: &offset, count: count) }
        let result = Linux.send(number, file: file.descriptor.number, at: &offset, count: count)
        return try outcome(result, of: 0, .write)
    }

    /// Tells an actor of this loop of what there is to read, in place of a task that waits. With `nil` tasks are woken
    /// again.
    package func watch(_ watcher: (any EventLoop.Watcher)?) {
        if let watcher { precondition(loop.isExecutor(of: watcher), "the actor is not one of this event loop") }
        loop.slots.setWatcher(id, watcher)
    }

    // MARK: The end

    /// Says that nothing more comes; reading goes on.
    package func shutdown() {
        tls?.close()
        _ = lx_shutdown(number)
    }

    /// How many bytes that the kernel has taken the peer has not.
    package var unsent: Int { descriptor == nil ? 0 : max(0, lx_unsent(number)) }

    /// Closes the socket and gives the loop's slot back. Nothing is tried after it.
    package mutating func close() {
        guard descriptor != nil else { return }
        tls?.close()
        tls = nil
        descriptor = nil
        limit?.leave(peer)
        loop.release(id)
    }

    /// Closes the socket at once and tells the peer so by a reset: for one that reads too slowly, whose unsent bytes
    /// would stay in the kernel.
    package mutating func abort() {
        guard descriptor != nil else { return }
        lx_reset_on_close(number)
        tls = nil
        close()
    }

    /// What a task needs to wait; copyable, so that no access to the stream spans a suspension.
    package struct Handle: Sendable {
        let loop: EventLoop
        let id: SlotID

        /// Waits until a try is worth it again, for so many seconds and up to two more. At most one task may wait to
        /// read, and one to write.
        package func wait(_ interest: Interest, seconds: Int) async -> Wake {
            loop.preconditionCurrent()
            if interest == .idle && loop.draining { return .draining }
            loop.slots.setDeadline(id, interest, in: seconds)
            // Nothing suspends between the try that would have blocked and the look inside: else an edge would be lost.
            return await Waiter.park { waiter in
                if let wake = loop.slots.park(id, interest, waiter) { waiter.resume(wake) }
            }
        }

        /// Wakes the task that waits to read, as if there were something to read. On the loop.
        package func wake() {
            loop.preconditionCurrent()
            loop.slots.takeReader(id)?.resume(.ready)
        }

        /// Lets the wait that is under way last for so many seconds more, counted from now. On the loop.
        package func extend(_ interest: Interest, seconds: Int) {
            loop.preconditionCurrent()
            loop.slots.setDeadline(id, interest, in: seconds)
        }

        /// Ends every wait on this stream, now and later: its tasks shall close it. Any thread.
        package func interrupt() {
            let loop = loop, id = id
            if loop.isCurrent { loop.interrupt(id) } else { loop.call { loop.interrupt(id) } }
        }
    }
}

extension Stream {
    /// After `shutdown`: reads and drops what still comes, for a second or 64 KiB, then closes, so that a last answer
    /// is not reset away by what was never read.
    package consuming func linger() async {
        var stream = self
        let handle = stream.handle
        var bytes = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<16 {
            while true {
                do throws(SystemError) {
                    guard let count = try stream.read(into: &bytes, 0..<bytes.count) else { break }
                    if count == 0 { return stream.close() }
                } catch { return stream.close() }
            }
            guard await handle.wait(.read, seconds: 1) == .ready else { break }
        }
        stream.close()
    }
}
