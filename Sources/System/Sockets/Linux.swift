// The door to the kernel: every pointer that this module hands to a system call is made here.
import CLinux

/// System calls over Swift values. What answers an `Int` answers the call's result, or its negated `errno`.
enum Linux {
    static func close(_ fd: Int32) { _ = CLinux.close(fd) }

    static func text(ofError code: Int) -> String {
        unsafe String(cString: lx_error_text(Int32(truncatingIfNeeded: code)))
    }

    // MARK: Sockets

    static func read(_ fd: Int32, into bytes: inout [UInt8], _ range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count && !range.isEmpty)
        return unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return unsafe lx_read(fd, base + range.lowerBound, range.count)
        }
    }

    static func write(_ fd: Int32, _ bytes: Span<UInt8>) -> Int {
        unsafe bytes.withUnsafeBytes { unsafe lx_write(fd, $0.baseAddress, $0.count) }
    }

    static func write(_ fd: Int32, _ first: Span<UInt8>, _ second: Span<UInt8>) -> Int {
        unsafe first.withUnsafeBytes { a in
            unsafe second.withUnsafeBytes { b in
                unsafe lx_write2(fd, a.baseAddress, a.count, b.baseAddress, b.count)
            }
        }
    }

    static func send(_ fd: Int32, file: Int32, at offset: inout Int, count: Int) -> Int {
        var at = Int64(offset)
        let sent = unsafe lx_sendfile(fd, file, &at, max(0, count))
        offset = Int(at)
        return sent
    }

    static func accept(_ fd: Int32) -> (result: Int, peer: Address) {
        var from = lx_address()
        let result = unsafe lx_accept(fd, &from)
        return (result, result < 0 ? .unix("") : Address(from))
    }

    static func bind(_ fd: Int32, _ address: Address) -> Int {
        unsafe address.withSystemAddress { unsafe lx_bind(fd, $0) }
    }

    static func connect(_ fd: Int32, _ address: Address) -> Int {
        unsafe address.withSystemAddress { unsafe lx_connect(fd, $0) }
    }

    static func localAddress(_ fd: Int32) throws(SystemError) -> Address {
        var address = lx_address()
        try SystemError.check(unsafe lx_local_address(fd, &address))
        return Address(address)
    }

    // MARK: Files

    static func open(_ path: String, _ flags: Int32, mode: Int32 = 0) -> Int { unsafe lx_open(path, flags, mode) }

    static func open(beneath directory: Int32, _ path: String, _ flags: Int32) -> Int {
        unsafe lx_open_beneath(directory, path, flags)
    }

    static func status(_ fd: Int32) throws(SystemError) -> lx_status {
        var status = lx_status()
        try SystemError.check(unsafe lx_fstat(fd, &status))
        return status
    }

    static func status(_ path: String, followingLinks: Bool) throws(SystemError) -> lx_status {
        var status = lx_status()
        try SystemError.check(unsafe lx_stat(path, followingLinks ? 1 : 0, &status))
        return status
    }

    static func append(_ fd: Int32, _ bytes: Span<UInt8>) -> Int {
        unsafe bytes.withUnsafeBytes { unsafe lx_append(fd, $0.baseAddress, $0.count) }
    }

    static func read(_ fd: Int32, at offset: Int, into bytes: inout [UInt8], _ range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
        return unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return unsafe lx_pread(fd, base + range.lowerBound, range.count, Int64(offset))
        }
    }

    static func chmod(_ path: String, _ mode: UInt32) -> Int { unsafe lx_chmod(path, mode) }
    static func unlink(_ path: String) -> Int { unsafe lx_unlink(path) }
}

/// The events that one `epoll_wait` answered.
@safe struct EventBatch: ~Copyable {
    private let events: UnsafeMutablePointer<epoll_event>
    private let capacity: Int32 = 256

    init() { unsafe events = .allocate(capacity: 256) }
    deinit { unsafe events.deallocate() }

    func wait(_ poll: Int32, milliseconds: Int32) -> Int {
        max(0, unsafe lx_epoll_wait(poll, events, capacity, milliseconds))
    }

    /// An event below the count that `wait` answered last.
    subscript(_ i: Int) -> (tag: UInt64, mask: UInt32) { unsafe (events[i].data.u64, events[i].events) }
}

extension EventLoop {
    /// The loop whose thread this is.
    package static var current: EventLoop? {
        unsafe lx_current().map { unsafe Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Makes this thread the loop's. The thread holds the loop for as long.
    func becomeCurrent() { unsafe lx_become(Unmanaged.passUnretained(self).toOpaque()) }

    package var isCurrent: Bool { unsafe lx_current() == UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }
}

/// A parked task. It must be resumed exactly once, which its one place in a table sees to.
@safe struct Waiter: Sendable {
    private let continuation: UnsafeContinuation<Wake, Never>

    func resume(_ wake: Wake) { unsafe continuation.resume(returning: wake) }

    static func park(_ keep: (Waiter) -> Void) async -> Wake {
        unsafe await withUnsafeContinuation { unsafe keep(Waiter(continuation: $0)) }
    }
}
