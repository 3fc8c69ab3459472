import CLinux
import Synchronization

/// The small number of the thread that asks: the first to ask is 0, the next 1, and so on.
///
/// It picks a thread's own part of something that threads would otherwise fight over.
@usableFromInline package enum ThreadNumber {
    private static let next = Atomic<UInt32>(0)

    @inlinable package static var current: Int {
        let number = lx_thread_number()
        return number == 0 ? take() : Int(number &- 1)
    }

    @usableFromInline static func take() -> Int {
        let number = next.wrappingAdd(1, ordering: .relaxed).newValue
        // After four thousand million threads a number is shared, never missing.
        lx_take_thread_number(number == 0 ? 1 : number)
        return Int(number == 0 ? 0 : number &- 1)
    }
}
