/// The jobs of a loop that are ready to run, in memory of their own for the same reason as the slots.
///
/// On the loop's thread alone.
@safe struct JobQueue: ~Copyable {
    @unsafe private struct Storage {
        var ready: UnsafeMutablePointer<UnownedJob>
        var count = 0
        var capacity: Int
        /// What is ready is put aside here while it runs, so that what it makes ready waits for its turn.
        var running: UnsafeMutablePointer<UnownedJob>
        var runningCapacity: Int
    }

    private let storage: UnsafeMutablePointer<Storage>

    init() {
        unsafe storage = .allocate(capacity: 1)
        unsafe storage.initialize(
            to: Storage(
                ready: .allocate(capacity: 64), capacity: 64, running: .allocate(capacity: 64), runningCapacity: 64))
    }

    deinit {
        unsafe storage.pointee.ready.deallocate()
        unsafe storage.pointee.running.deallocate()
        unsafe storage.deallocate()
    }

    var isEmpty: Bool { unsafe storage.pointee.count == 0 }

    func append(_ job: UnownedJob) {
        let count = unsafe storage.pointee.count
        if unsafe count == storage.pointee.capacity { grow() }
        unsafe (storage.pointee.ready + count).initialize(to: job)
        unsafe storage.pointee.count = count &+ 1
    }

    private func grow() {
        let count = unsafe storage.pointee.count
        let larger = UnsafeMutablePointer<UnownedJob>.allocate(capacity: count * 2)
        unsafe larger.moveInitialize(from: storage.pointee.ready, count: count)
        unsafe storage.pointee.ready.deallocate()
        unsafe storage.pointee.ready = larger
        unsafe storage.pointee.capacity = count * 2
    }

    /// Runs every job that is ready now. What they queue waits for the next call.
    func run(_ body: (UnownedJob) -> Void) {
        let count = unsafe storage.pointee.count
        unsafe swap(&storage.pointee.ready, &storage.pointee.running)
        unsafe swap(&storage.pointee.capacity, &storage.pointee.runningCapacity)
        unsafe storage.pointee.count = 0
        for i in 0..<count { unsafe body(storage.pointee.running[i]) }
    }
}
