import CLinux

extension EventLoop {
    /// Stops accepting, takes in who already knocked, wakes idle streams, and ends the thread with the last stream. Any
    /// thread.
    package func drain() {
        call { self.beginDraining() }
    }

    /// Interrupts every stream: for those who outlast the time that a drain was given. Any thread.
    package func interruptAll() {
        call {
            for id in self.slots.ids { self.interrupt(id) }
        }
    }

    private func beginDraining() {
        if draining { return }
        for index in acceptors.indices { detach(index, takingQueued: true) }
        slots.isDraining = true
        for waiter in slots.takeIdle() { waiter.resume(.draining) }
    }
}
