import CLinux

/// A connected socket on its loop. Reads and writes are tried at once; only
/// `would block` leads to `wait`.
package struct Stream: ~Copyable, Sendable {
    private var descriptor: Descriptor?
    private let number: Int32
    package let loop: EventLoop
    private let id: SlotID

    init(_ descriptor: consuming Descriptor, _ loop: EventLoop, _ id: SlotID) {
        number = descriptor.number
        self.descriptor = consume descriptor
        self.loop = loop
        self.id = id
    }

    /// What one try gave: bytes moved (0 when reading means the end), or `nil` for `would block`.
    private func outcome(_ result: Int, of wanted: Int, _ interest: Interest) throws(SystemError) -> Int? {
        if result == -Int(EAGAIN) { loop.exhausted(id, interest); return nil }
        // A short count empties (or fills) the kernel's buffer: the next edge tells, no EAGAIN is bought.
        if result > 0 && result < wanted { loop.exhausted(id, interest) }
        return try SystemError.check(result)
    }
    package func read(into bytes: inout [UInt8], _ range: Range<Int>) throws(SystemError) -> Int? {
        guard loop.ready(id, .read) else { return nil }
        return try outcome(System.read(number, into: &bytes, range), of: range.count, .read)
    }
    package func write(_ bytes: Span<UInt8>) throws(SystemError) -> Int? {
        guard loop.ready(id, .write) else { return nil }
        return try outcome(System.write(number, bytes), of: bytes.count, .write)
    }
    package func write(_ first: Span<UInt8>, _ second: Span<UInt8>) throws(SystemError) -> Int? {
        guard loop.ready(id, .write) else { return nil }
        return try outcome(System.write(number, first, second), of: first.count + second.count, .write)
    }
    package func send(_ file: File, at offset: inout Int, count: Int) throws(SystemError) -> Int? {
        guard loop.ready(id, .write) else { return nil }
        let result = System.send(number, file: file.descriptor.number, at: &offset, count: count)
        return try outcome(result, of: 0, .write)
    }
    package var handle: Handle { Handle(loop: loop, id: id) }
    package func shutdown() { _ = lx_shutdown(number) }

    /// Closes the socket and gives the loop's slot back. On the loop; nothing is tried after it.
    package mutating func close() {
        guard descriptor != nil else { return }
        descriptor = nil
        loop.release(id)
    }

    /// What a task needs to wait; copyable, so that no access to the stream spans a suspension.
    package struct Handle: Sendable {
        let loop: EventLoop
        let id: SlotID
        package func wait(_ interest: Interest, seconds: Int) async -> Wake {
            await loop.wait(id, interest, seconds: seconds)
        }
    }
}

/// The one listening socket all loops share (EPOLLEXCLUSIVE wakes one of them).
package struct Listener: ~Copyable {
    private let descriptor: Descriptor
    package init(port: UInt16) throws(SystemError) {
        descriptor = Descriptor(owning: try SystemError.check(lx_listen(port, 4096)))
    }
    package var number: Int32 { descriptor.number }
}
