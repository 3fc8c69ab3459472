import Database
import Lifecycle
import SQLite
import Services
import Synchronization
import Testing

@Suite("The janitor", .timeLimit(.minutes(1))) struct JanitorTests {
    private struct Broken: Error {}

    /// Each run of a chore is heard, by the name of the janitor that did it.
    private struct Heard: Sendable {
        let stream: AsyncStream<String>
        let say: AsyncStream<String>.Continuation

        init() { (stream, say) = AsyncStream.makeStream() }

        func janitor(_ name: String, _ database: any SQLDatabase, failing: Bool = false) -> Janitor {
            let chore = Chore("answers", every: .milliseconds(1)) { [say] in
                say.yield(name)
                if failing { throw Broken() }
                return 1
            }
            return Janitor([chore], on: database, patience: .milliseconds(5)) { [say] event in
                if case .failed(let chore, let error) = event { say.yield("\(name) failed at \(chore): \(error)") }
            }
        }
    }

    @Test func `one of two is at it, and the other takes over when it is gone`() async throws {
        let database = try await SQLiteDatabase.temporary(), heard = Heard()
        let (first, second) = (Stop(), Stop())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await heard.janitor("first", database).run(until: first) }
            var names = heard.stream.makeAsyncIterator()
            #expect(await names.next() == "first")
            group.addTask { try await heard.janitor("second", database).run(until: second) }
            for _ in 0..<20 { #expect(await names.next() == "first") }
            first.request()
            var name = await names.next()
            while name == "first" { name = await names.next() }
            #expect(name == "second")
            second.request()
            try await group.waitForAll()
        }
    }

    @Test func `a chore that fails is told of and does not end it`() async throws {
        let database = try await SQLiteDatabase.temporary(), heard = Heard(), stop = Stop()
        async let done: Void = heard.janitor("only", database, failing: true).run(until: stop)
        var names = heard.stream.makeAsyncIterator()
        #expect(await names.next() == "only")
        #expect(await names.next() == "only failed at answers: Broken()")
        stop.request()
        try await done
    }

    @Test func `a stop cancels the chore that is being done, and the lock is free`() async throws {
        let database = try await SQLiteDatabase.temporary(), stop = Stop()
        let (began, say) = AsyncStream<Void>.makeStream()
        let endless = Chore("endless", every: .seconds(1)) {
            say.yield()
            try await Task.sleep(for: .seconds(3600))
            return 0
        }
        async let done: Void = Janitor([endless], on: database, report: { _ in }).run(until: stop)
        for await _ in began { break }
        #expect(try await database.tryLock(Janitor.lockName) == nil)
        stop.request()
        try await done
        let lock = try #require(try await database.tryLock(Janitor.lockName))
        await lock.release()
    }
}
