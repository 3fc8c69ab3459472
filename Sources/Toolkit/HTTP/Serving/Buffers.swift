import Memory
import Sockets
import Synchronization

/// Memory that a connection borrows while it has bytes to handle.
struct Buffers: Sendable {
    static let capacity = 16 * 1024
    var input: [UInt8] = []
    var output: [UInt8] = []
    var fields: [Field] = []

    static func make() -> Buffers {
        var buffers = Buffers(input: [UInt8](repeating: 0, count: capacity))
        buffers.output.reserveCapacity(4096)
        buffers.fields.reserveCapacity(16)
        return buffers
    }
}

/// What the connections of one loop share.
final class Shared: Sendable {
    let handler: Handler
    let limits: HTTPLimits
    private let pool = Mutex<[Buffers]>([])
    private let date = Mutex<(second: Int, line: [UInt8])>((0, []))

    init(handler: @escaping Handler, limits: HTTPLimits) {
        self.handler = handler
        self.limits = limits
    }

    func borrow() -> Buffers { pool.withLock { $0.popLast() } ?? .make() }

    func giveBack(_ buffers: consuming Buffers) {
        guard buffers.output.capacity <= 4 * Buffers.capacity else { return }
        let buffers = buffers
        pool.withLock { if $0.count < 64 { $0.append(buffers) } }
    }

    func appendDate(to output: inout [UInt8]) {
        let now = WallClock.seconds
        let line = date.withLock { date in
            if date.second != now { date = (now, Array("date: ".utf8) + HTTPDate.text(now) + [0x0D, 0x0A]) }
            return date.line
        }
        output.append(contentsOf: line)
    }
}
