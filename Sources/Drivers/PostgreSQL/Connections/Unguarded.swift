/// A value in memory of its own, which is reached without the check of exclusive access that each property of an object
/// costs at run time.
///
/// Its owner promises what the check would find: one thread uses it, and nothing that is done with the value calls back
/// to where it is used again.
@safe struct Unguarded<Value: ~Copyable>: ~Copyable {
    private let place: UnsafeMutablePointer<Value>

    init(_ value: consuming Value) {
        unsafe place = .allocate(capacity: 1)
        unsafe place.initialize(to: value)
    }

    deinit {
        unsafe place.deinitialize(count: 1)
        unsafe place.deallocate()
    }

    var value: Value {
        _read { yield unsafe place.pointee }
        nonmutating _modify { yield unsafe &place.pointee }
    }
}
