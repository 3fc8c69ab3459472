import Database

/// The statements whose rows are being read piece by piece.
struct StreamTable {
    struct Stream {
        let statement: Prepared
        /// How much longer it may run; the time that its reader takes does not count.
        var left: Int64
        var hasEnded = false
    }

    private var streams: [Int: Stream] = [:]
    private var next = 0

    var isEmpty: Bool { streams.isEmpty }

    mutating func add(_ stream: Stream) -> Int {
        next += 1
        streams[next] = stream
        return next
    }

    subscript(_ id: Int) -> Stream? {
        get { streams[id] }
        set { streams[id] = newValue }
    }

    mutating func remove(_ id: Int) {
        streams.removeValue(forKey: id)?.statement.reset()
    }

    mutating func removeAll() {
        for id in Array(streams.keys) { remove(id) }
    }
}
