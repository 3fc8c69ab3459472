import CLinux
import Synchronization

// Accepting, on the loop's own thread.
extension EventLoop {
    /// How long accepting rests when the machine has nothing left to accept with.
    static let pause = Duration.milliseconds(100)
    /// How many descriptors connections leave to files and to what this process asks of others. With none left,
    /// libdispatch, which runs Swift's tasks, ends the process: it looks into /proc now and then.
    static let sparedDescriptors = 16

    func attach(_ acceptor: Acceptor) {
        guard !draining, !acceptors.contains(where: { $0.acceptor === acceptor && $0.state != .detached }) else {
            return
        }
        acceptors.append(Attachment(acceptor: acceptor, next: index))
        listen(acceptors.count - 1)
    }

    func detach(_ acceptor: Acceptor) {
        for index in acceptors.indices where acceptors[index].acceptor === acceptor {
            detach(index, takingQueued: false)
        }
    }

    func detach(_ index: Int, takingQueued: Bool) {
        if takingQueued, acceptors[index].state == .accepting {
            // A connection in the kernel's queue would be reset when the listener closes.
            while accept(index) {}
        }
        if acceptors[index].state == .accepting {
            _ = lx_epoll_remove(poll.number, acceptors[index].acceptor.listener.number)
        }
        acceptors[index].state = .detached
    }

    private func listen(_ index: Int) {
        let tag = Self.acceptorTag + UInt64(index)
        let added = lx_epoll_add(poll.number, acceptors[index].acceptor.listener.number, lx_shared, tag)
        acceptors[index].state = .accepting
        if added < 0 { pauseAccepting(index) }
    }

    /// Accepts a few connections and deals them out; whether there may be more.
    @discardableResult
    func accept(_ index: Int) -> Bool {
        guard acceptors.indices.contains(index), acceptors[index].state == .accepting else { return false }
        let acceptor = acceptors[index].acceptor
        for _ in 0..<32 {
            if isShortOfDescriptors(acceptor.listener) { return acceptFailed(index, code: EMFILE) }
            let (result, peer) = Linux.accept(acceptor.listener.number)
            if result < 0 { return acceptFailed(index, code: Int32(truncatingIfNeeded: -result)) }
            lastAccepted = result
            // In turn to all loops: EPOLLEXCLUSIVE alone gave one loop nearly every connection.
            let target = acceptor.loops.isEmpty ? self : acceptor.loops[acceptors[index].next % acceptor.loops.count]
            acceptors[index].next &+= 1
            deal(Arrival(number: result, peer: peer, acceptor: acceptor), to: target)
        }
        return true
    }

    /// Whether the next connection would have to take one of those that are spared. Numbers are given from the lowest
    /// on, so nothing has to be asked while they are low.
    private func isShortOfDescriptors(_ listener: Listener) -> Bool {
        let limit = Int(clamping: lx_open_file_limit()), most = max(limit - Self.sparedDescriptors, limit / 2)
        guard lastAccepted >= most - 1 else { return false }
        let next = lx_next_descriptor(listener.number)
        return next < 0 || next >= most
    }

    private func acceptFailed(_ index: Int, code: Int32) -> Bool {
        switch code {
        case EMFILE, ENFILE, ENOMEM, ENOBUFS:
            // Level-triggered, the listener would wake this loop again and again for what it cannot take.
            _ = lx_epoll_remove(poll.number, acceptors[index].acceptor.listener.number)
            pauseAccepting(index)
            return false
        case EAGAIN: return false
        default: return true  // of a connection that is gone already (accept(2): network errors are passed on)
        }
    }

    private func pauseAccepting(_ index: Int) {
        acceptors[index].state = .paused
        pausedAcceptors += 1
        if pauseTimer == nil { pauseTimer = after(Self.pause) { self.resumeAccepting() } }
    }

    /// A descriptor was freed, or the pause is over.
    func resumeAccepting() {
        if pausedAcceptors == 0 { return }
        pausedAcceptors = 0
        if let timer = pauseTimer.take() { cancel(timer) }
        for index in acceptors.indices where acceptors[index].state == .paused { listen(index) }
    }

    private func deal(_ arrival: Arrival, to target: EventLoop) {
        if target === self { return adopt(arrival) }
        target.leave { $0.arrivals.append(arrival) }
    }

    /// Makes a stream of a connection that was dealt to this loop.
    func adopt(_ arrival: Arrival) {
        let acceptor = arrival.acceptor, descriptor = Descriptor(owning: arrival.number)
        if case .unix = acceptor.listener.address {} else { lx_tune(descriptor.number) }
        if let excess = acceptor.limit?.enter(arrival.peer) {
            return refuse(descriptor, arrival, acceptor.tls == nil ? acceptor.refusal(excess) : [])
        }
        // Nothing to watch it with: it is closed, as if it had never come.
        guard let id = try? insert(descriptor, ready: true) else {
            acceptor.limit?.leave(arrival.peer)
            return
        }
        let stream = Stream(descriptor, self, id, peer: arrival.peer, limit: acceptor.limit)
        guard let tls = acceptor.tls else { return acceptor.accepted(stream) }
        greet(stream, tls, acceptor)
    }

    /// The handshake comes before anybody sees the stream, and has a time of its own.
    private func greet(_ stream: consuming Stream, _ tls: TLSServer, _ acceptor: Acceptor) {
        var stream = stream
        do throws(TLSError) { try stream.secure(by: tls) } catch { return stream.close() }
        let box = StreamBox(stream)
        // A task of its own, on the loop: nobody waits for it but the peer.
        Task(executorPreference: self) {
            guard let stream = box.take() else { return }
            // Who cannot or will not speak TLS is of no interest: a scanner, a probe of a balancer.
            guard let ready = try? await stream.finishedHandshake(seconds: TLSServer.handshakeSeconds) else { return }
            acceptor.accepted(ready)
        }
    }

    /// Sends a last answer and waits a moment for the peer to read it: closing at once, with its request unread, would
    /// reset the answer away.
    private func refuse(_ descriptor: consuming Descriptor, _ arrival: Arrival, _ answer: [UInt8]) {
        let acceptor = arrival.acceptor
        guard !answer.isEmpty, acceptor.refusing.load(ordering: .relaxed) < Acceptor.mostRefusing,
            let id = try? insert(descriptor, ready: true)
        else { return }
        var stream = Stream(descriptor, self, id, peer: arrival.peer, limit: nil)
        guard (try? stream.write(answer.span)) != nil else { return stream.close() }
        stream.shutdown()
        acceptor.refusing.add(1, ordering: .relaxed)
        let box = StreamBox(stream)
        Task(executorPreference: self) {
            if let stream = box.take() { await stream.linger() }
            acceptor.refusing.subtract(1, ordering: .relaxed)
        }
    }
}

/// Carries a stream into a task.
private final class StreamBox: Sendable {
    private let stream: Mutex<Stream?>

    init(_ stream: consuming Stream) { self.stream = Mutex(stream) }

    func take() -> Stream? { stream.withLock { $0.take() } }
}
