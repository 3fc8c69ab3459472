// Everything unsafe in this library: pointers handed to system calls, and continuations.
import CLinux

enum System {
    static func close(_ fd: Int32) { _ = CLinux.close(fd) }
    static func open(_ path: String, create: Bool) -> Int { unsafe lx_open(path, create ? 1 : 0) }
    static func size(_ fd: Int32) -> Int { lx_size(fd) }

    static func read(_ fd: Int32, into bytes: inout [UInt8], _ range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count && !range.isEmpty)
        return unsafe bytes.withUnsafeMutableBytes {
            unsafe lx_read(fd, $0.baseAddress! + range.lowerBound, range.count)
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
    static func append(_ fd: Int32, _ bytes: Span<UInt8>) -> Int {
        unsafe bytes.withUnsafeBytes { unsafe lx_append(fd, $0.baseAddress, $0.count) }
    }
    static func send(_ fd: Int32, file: Int32, at offset: inout Int, count: Int) -> Int {
        var at = Int64(offset)
        let sent = unsafe lx_sendfile(fd, file, &at, count)
        offset = Int(at)
        return sent
    }
}

package enum Thread {
    package static func start(_ body: sending @escaping () -> Void) {
        final class Box { let body: () -> Void; init(_ body: @escaping () -> Void) { self.body = body } }
        var thread = pthread_t()
        let started = unsafe pthread_create(
            &thread, nil,
            { raw in
                unsafe Unmanaged<Box>.fromOpaque(raw!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Box(body)).toOpaque())
        precondition(started == 0)
        pthread_detach(thread)
    }
}

/// The events one `epoll_wait` answered.
@safe struct EventBatch: ~Copyable {
    private let events: UnsafeMutablePointer<epoll_event>
    private let capacity: Int32 = 256
    init() { unsafe events = .allocate(capacity: 256) }
    deinit { unsafe events.deallocate() }

    func wait(_ poll: Int32, milliseconds: Int32) -> Int {
        max(0, unsafe lx_epoll_wait(poll, events, capacity, milliseconds))
    }
    subscript(_ i: Int) -> (tag: UInt64, mask: UInt32) { unsafe (events[i].data.u64, events[i].events) }
}

extension EventLoop {
    /// The loop whose thread this is.
    package static var current: EventLoop? {
        unsafe lx_current().map { unsafe Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() }
    }
    /// The loop outlives its thread's use of it: `run` holds it.
    func becomeCurrent() { unsafe lx_become(Unmanaged.passUnretained(self).toOpaque()) }
    package var isCurrent: Bool { unsafe lx_current() == UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }
}

/// A parked task; it must be resumed exactly once (the slot table sees to that).
@safe struct Waiter {
    private let continuation: UnsafeContinuation<Wake, Never>
    func resume(_ wake: Wake) { unsafe continuation.resume(returning: wake) }
    static func park(_ keep: (Waiter) -> Void) async -> Wake {
        unsafe await withUnsafeContinuation { unsafe keep(Waiter(continuation: $0)) }
    }
}
