extension Stream {
    /// After a try to read and a try to write that both would have blocked: the next edge of either kind wakes who
    /// waits for one of them. A client that sends a large body thus hears a server that answers before it has read it.
    package func watchBoth() { loop.slots.cross(id) }
}
