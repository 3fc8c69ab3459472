import CLinux
import Glibc

/// What a child says, cut into lines.
struct OutputPipe: ~Copyable {
    let writingEnd: Int32
    private let readingEnd: Int32
    private let receive: @Sendable (String) -> Void
    private var line: [UInt8] = []
    private var writingEndIsOpen = true

    /// A line is cut where it is longer.
    private static let longestLine = 64 << 10

    init?(_ receive: @escaping @Sendable (String) -> Void) {
        var ends: [Int32] = [-1, -1]
        guard unsafe lx_pipe(&ends) >= 0 else { return nil }
        readingEnd = ends[0]
        writingEnd = ends[1]
        self.receive = receive
    }

    deinit {
        close(readingEnd)
        if writingEndIsOpen { close(writingEnd) }
    }

    /// The child has its own copy; while this one is open, the end of what it says is not seen.
    mutating func closeWritingEnd() {
        close(writingEnd)
        writingEndIsOpen = false
    }

    /// Hands on every line until nobody can write any more, or the child has ended and what it said is read: what it
    /// started itself may hold the pipe open for longer.
    mutating func read(untilEndOf child: Int32) {
        let process = Int32(truncatingIfNeeded: lx_process_descriptor(child))
        defer { if process >= 0 { close(process) } }
        while true {
            let events = lx_wait_output(readingEnd, max(process, -1))
            if events & 1 != 0, readOnce() { continue }
            if events & 2 != 0 { while lx_has_output(readingEnd) != 0, readOnce() {} }
            break
        }
        if !line.isEmpty { hand(on: line[...]) }
        line = []
    }

    /// Reads what is there; answers whether more may come.
    private mutating func readOnce() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = unsafe Glibc.read(readingEnd, &buffer, buffer.count)
        guard count > 0 else { return count < 0 && errno == EINTR }
        line += buffer[..<count]
        var rest = line[...]
        while let end = rest.firstIndex(of: 0x0A) {
            hand(on: rest[..<end])
            rest = rest[(end + 1)...]
        }
        if rest.count >= Self.longestLine {
            hand(on: rest)
            rest = []
        }
        line = Array(rest)
        return true
    }

    private func hand(on bytes: ArraySlice<UInt8>) {
        receive(String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self))
    }
}
