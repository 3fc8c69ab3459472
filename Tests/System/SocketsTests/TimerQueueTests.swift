import TestSupport
import Testing

@testable import Sockets

@Suite struct TimerQueueTests {
    @Test(arguments: 1...20)
    func `timers are due in order, whatever was set and cancelled before`(seed: Int) {
        var numbers = SeededNumbers(seed: UInt64(seed))
        var queue = TimerQueue<Int>()
        var model: [(id: TimerID, deadline: Int64, value: Int)] = []
        var now: Int64 = 0
        for value in 0..<2000 {
            switch Int.random(in: 0..<10, using: &numbers) {
            case 0..<5:
                let deadline = now + Int64.random(in: 0..<50, using: &numbers)
                model.append((queue.insert(value, at: deadline), deadline, value))
            case 5..<8 where !model.isEmpty:
                let index = Int.random(in: 0..<model.count, using: &numbers)
                let removed = model.remove(at: index)
                #expect(queue.remove(removed.id) == removed.value)
                #expect(queue.remove(removed.id) == nil)
            default:
                now += Int64.random(in: 0..<20, using: &numbers)
                var due: [Int] = []
                while let value = queue.popDue(by: now) { due.append(value) }
                let expected = model.filter { $0.deadline <= now }.sorted {
                    ($0.deadline, $0.value) < ($1.deadline, $1.value)
                }
                #expect(due == expected.map(\.value))
                model.removeAll { $0.deadline <= now }
            }
            #expect(queue.count == model.count)
            #expect(queue.next == model.map(\.deadline).min())
        }
    }
}
