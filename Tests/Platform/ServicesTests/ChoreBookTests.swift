@testable import Services
import Testing

@Suite("The book of chores") struct ChoreBookTests {
    private let start = ContinuousClock.now

    @Test func `all are due at once`() {
        let book = ChoreBook([.seconds(60), .seconds(3600)], at: start)
        #expect(book.due(at: start) == [0, 1])
        #expect(book.pause(at: start) == .zero)
    }

    @Test func `what was done is due again after its interval`() {
        var book = ChoreBook([.seconds(60), .seconds(3600)], at: start)
        book.done(0, failed: false, at: start)
        book.done(1, failed: false, at: start)
        #expect(book.due(at: start + .seconds(59)) == [])
        #expect(book.pause(at: start + .seconds(20)) == .seconds(40))
        #expect(book.due(at: start + .seconds(60)) == [0])
        #expect(book.due(at: start + .seconds(3600)) == [0, 1])
    }

    @Test func `what has failed is tried again within a minute`() {
        var book = ChoreBook([.seconds(10), .seconds(3600)], at: start)
        book.done(0, failed: true, at: start)
        book.done(1, failed: true, at: start)
        #expect(book.due(at: start + .seconds(10)) == [0])
        #expect(book.due(at: start + .seconds(60)) == [0, 1])
    }

    @Test func `without chores it looks again in a minute`() {
        #expect(ChoreBook([], at: start).pause(at: start) == .seconds(60))
    }
}
