import CLinux

extension EventLoop {
    /// What a library that owns its descriptor (libpq) hangs on the loop; level-triggered.
    package protocol Source: AnyObject {
        /// The descriptor can be read, or written, or has failed. On the loop; `remove` may be called from here.
        func ready(_ mask: UInt32)
    }

    /// Watches a descriptor for input. On the loop.
    package func add(_ descriptor: Int32, _ source: any Source) throws(SystemError) -> SlotID {
        preconditionCurrent()
        let id = slots.insert([], source: source)
        let added = lx_epoll_add(poll.number, descriptor, lx_in, id.tag)
        if added < 0 {
            _ = slots.remove(id)
            throw SystemError(code: -added)
        }
        sources += 1
        return id
    }

    /// Asks for room to write as well, only while output is stuck: no system call when nothing changes.
    package func want(write: Bool, _ descriptor: Int32, _ id: SlotID) {
        preconditionCurrent()
        if slots.setWritable(id, write) == write { return }
        _ = lx_epoll_change(poll.number, descriptor, write ? lx_in | lx_out : lx_in, id.tag)
    }

    /// To be called before the descriptor is closed, for its number is used again.
    package func remove(_ descriptor: Int32, _ id: SlotID) {
        preconditionCurrent()
        guard slots.contains(id) else { return }
        _ = lx_epoll_remove(poll.number, descriptor)
        _ = slots.remove(id)
        sources -= 1
    }
}
