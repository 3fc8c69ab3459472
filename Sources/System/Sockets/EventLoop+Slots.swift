import CLinux

// What happens on the loop's own thread with the descriptors in its table.
extension EventLoop {
    func dispatch(_ tag: UInt64, _ mask: UInt32) {
        if tag == Self.bellTag { return }
        if tag >= Self.acceptorTag {
            accept(Int(truncatingIfNeeded: tag - Self.acceptorTag))
            return
        }
        let id = SlotID(tag: tag)
        if let source = slots.source(id) { return source.ready(mask) }
        if let watcher = slots.watcher(id) {
            slots.mark(mask, at: id)
            if slots.isReady(id, .read) { tell(watcher) }
            return
        }
        let woken = slots.note(mask, at: id)
        woken.reader?.resume(.ready)
        woken.writer?.resume(.ready)
    }

    /// Takes a connected socket in. `ready` says whether a first try is worth it at once: not while it connects.
    func insert(_ descriptor: borrowing Descriptor, ready: Bool) throws(SystemError) -> SlotID {
        preconditionCurrent()
        let id = slots.insert(ready ? [.stream, .readable, .writable] : .stream)
        let added = lx_epoll_add(poll.number, descriptor.number, lx_stream, id.tag)
        if added < 0 {
            _ = slots.remove(id)
            throw SystemError(code: -added)
        }
        publishCount()
        return id
    }

    /// Forgets a socket that is closed. Who still waits for it is told.
    func release(_ id: SlotID) {
        preconditionCurrent()
        wake(slots.remove(id), .interrupted)
        publishCount()
        resumeAccepting()
    }

    func takeScratch() -> [UInt8] {
        defer { scratch = [] }
        return scratch
    }

    func giveBack(_ memory: consuming [UInt8]) { scratch = memory }

    func interrupt(_ id: SlotID) { wake(slots.interrupt(id), .interrupted) }

    func advanceWheel(to now: UInt32) {
        slots.advance(to: now) { wake($0, .timedOut) }
    }

    private func wake(_ woken: SlotTable.Woken, _ wake: Wake) {
        woken.reader?.resume(wake)
        woken.writer?.resume(wake)
    }
}
