import TestSupport
import Testing
import Machine

@Suite struct BellTests {
    @Test(.timeLimit(.minutes(1))) func `a ring before the wait is not lost`() {
        let bell = Bell()
        bell.ring()
        bell.ring()
        #expect(bell.wait())
        #expect(!bell.wait(atMost: .milliseconds(1)))
    }

    @Test(.timeLimit(.minutes(1))) func `a sleeping thread is woken by another`() async {
        let bell = Bell()
        let answers = Lock(0)
        await onThreads(2) { index in
            if index == 0 {
                let rung = bell.wait()
                answers.withLock { $0 += rung ? 1 : 0 }
            } else {
                bell.ring()
            }
        }
        #expect(answers.withLock { $0 } == 1)
    }

    @Test func `numbers of threads differ`() async {
        let numbers = Lock(Set<Int>())
        await onThreads(16) { _ in
            let first = ThreadNumber.current
            let again = ThreadNumber.current
            numbers.withLock { if first == again { $0.insert(first) } }
        }
        #expect(numbers.withLock { $0.count } == 16)
    }

    @Test func `a lock that is taken is not waited for when asked so`() {
        let lock = Lock(1)
        let inner = lock.withLock { _ in lock.withLockIfFree { $0 } }
        #expect(inner == nil)
        #expect(lock.withLockIfFree { $0 } == 1)
    }
}
