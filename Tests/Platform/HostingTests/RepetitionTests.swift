import API
import Basics
import HTTP
import Hosting
import JSON
import Model
import TestSupport
import Testing

@Suite("Idempotency keys", .timeLimit(.minutes(1))) struct RepetitionTests {
    private static let path = "/api/v1/notebooks/7/notes"
    private static let milk = #"{"title":"milk","value":1}"#

    private func send(
        _ house: House, _ body: String = milk, key: String = "k", as caller: String = "admin", path: String = path
    ) async throws -> Answer {
        try await house.send(.post, path, body, headers: [("Idempotency-Key", key), ("X-Caller", caller)])
    }

    @Test func `the same request with the same key is done once and answered alike`() async throws {
        let house = try House()
        let first = try await send(house)
        let again = try await send(house)
        #expect(first.status == 201)
        #expect(again.status == 201)
        #expect(again.text == first.text)
        #expect(again.tag == first.tag)
        #expect(first.headers["idempotency-replayed"] == nil)
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(house.notes.count == 1)
    }

    @Test func `another request with the same key is refused`() async throws {
        let house = try House()
        _ = try await send(house)
        let body = try await send(house, #"{"title":"bread","value":1}"#)
        #expect(body.status == 422)
        #expect(body["field"] == "Idempotency-Key")
        let path = try await send(house, path: "/api/v1/notebooks/8/notes")
        #expect(path.status == 422)
        #expect(house.notes.count == 1)
    }

    @Test func `keys of different callers never meet`() async throws {
        let ledger = AnswersInMemory()
        let house = try House(answers: ledger)
        let one = try await send(house)
        let other = try await house.send(
            .post, Self.path, Self.milk, headers: [("Idempotency-Key", "k2"), ("X-Caller", "admin")])
        #expect(one.text != other.text)
    }

    @Test func `a hundred at once are done once`() async throws {
        let gate = Gate()
        let house = try House(gate: gate)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 { group.addTask { try await send(house).status } }
            await gate.held(1)
            // All but the one at work are answered while it is held up.
            var statuses: [Int] = []
            for _ in 0..<99 { if let status = try await group.next() { statuses.append(status) } }
            gate.open()
            if let last = try await group.next() { statuses.append(last) }
            return statuses
        }
        #expect(statuses.filter { $0 == 409 }.count == 99)
        #expect(statuses.last == 201)
        #expect(house.notes.count == 1)
        #expect(try await send(house).headers["idempotency-replayed"] == "true")
    }

    @Test func `what failed may be tried again under its key`() async throws {
        let house = try House()
        let taken = #"{"title":"taken","value":1}"#
        #expect(try await send(house, taken).status == 409)
        #expect(try await send(house, taken).headers["idempotency-replayed"] == nil)
        #expect(try await send(house, Self.milk).status == 201)
    }

    @Test(arguments: ["", "a b", "é", String(repeating: "k", count: 256)])
    func `a key that is none is refused`(key: String) async throws {
        let answer = try await send(try House(), key: key)
        #expect(answer.status == 400)
        #expect(answer["field"] == "Idempotency-Key")
    }

    @Test func `without a key each request is done`() async throws {
        let house = try House()
        for _ in 0..<3 { #expect(try await house.send(.post, Self.path, Self.milk).status == 201) }
        #expect(house.notes.count == 3)
    }
}

@Suite("The ledger of answers") struct AnswerLedgerTests {
    private func key(_ text: String) -> KeyedRequest {
        KeyedRequest(caller: "c", operation: "o", key: text)
    }
    private func answer(_ size: Int = 0) -> KeptAnswer {
        KeptAnswer(status: 200, body: [UInt8](repeating: 0, count: size))
    }
    private let now = Instant(milliseconds: 1000)

    @Test func `an answer is forgotten after its age`() {
        var ledger = AnswerLedger(AnswerLedger.Limits(age: .seconds(1)))
        #expect(ledger.admit(key("a"), fingerprint: [1], at: now) == .begin)
        ledger.complete(key("a"), answer(), at: now)
        #expect(ledger.admit(key("a"), fingerprint: [1], at: now + .milliseconds(999)) == .replay(answer()))
        #expect(ledger.admit(key("a"), fingerprint: [2], at: now + .milliseconds(999)) == .mismatch)
        #expect(ledger.admit(key("a"), fingerprint: [2], at: now + .milliseconds(1000)) == .begin)
    }

    @Test func `what is done makes room, the oldest first, and what is in flight never does`() {
        var ledger = AnswerLedger(AnswerLedger.Limits(entries: 3))
        for name in ["a", "b", "c"] { #expect(ledger.admit(key(name), fingerprint: [1], at: now) == .begin) }
        #expect(ledger.admit(key("d"), fingerprint: [1], at: now) == .full)
        ledger.complete(key("b"), answer(), at: now)
        ledger.complete(key("a"), answer(), at: now)
        #expect(ledger.admit(key("d"), fingerprint: [1], at: now) == .begin)
        #expect(ledger.admit(key("a"), fingerprint: [1], at: now) == .replay(answer()))
        #expect(ledger.admit(key("c"), fingerprint: [1], at: now) == .inFlight)
        #expect(ledger.admit(key("b"), fingerprint: [1], at: now) == .begin)
        #expect(ledger.count == 3)
    }

    @Test func `its bytes are bounded, and counted back when it forgets`() {
        var ledger = AnswerLedger(AnswerLedger.Limits(bytes: 10_000))
        for number in 0..<100 {
            #expect(ledger.admit(key("\(number)"), fingerprint: [1], at: now) == .begin)
            ledger.complete(key("\(number)"), answer(1000), at: now)
            #expect(ledger.byteCount <= 10_000)
        }
        #expect(ledger.count == 6)
        _ = ledger.admit(key("big"), fingerprint: [1], at: now)
        ledger.complete(key("big"), answer(20_000), at: now)
        #expect(ledger.admit(key("big"), fingerprint: [1], at: now) == .begin)
        ledger.abandon(key("big"))
        _ = ledger.admit(key("x"), fingerprint: [1], at: now + .seconds(100 * 3600))
        #expect(ledger.byteCount == 0)
        #expect(ledger.count == 1)
    }

    @Test func `it agrees with a plain dictionary over ten thousand random steps`() {
        var ledger = AnswerLedger(AnswerLedger.Limits(entries: 10_000, age: .seconds(3600)))
        var model: [String: (print: UInt8, isDone: Bool)] = [:]
        var random = SeededNumbers(seed: 7)
        for _ in 0..<10_000 {
            let name = "\(Int.random(in: 0..<50, using: &random))"
            let print = UInt8.random(in: 0..<3, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: ledger.complete(key(name), answer(), at: now); model[name]?.isDone = true
            case 1:
                ledger.abandon(key(name))
                if model[name]?.isDone == false { model[name] = nil }
            default:
                let expected: KeyedRequest.Admission =
                    switch model[name] {
                    case nil: .begin
                    case let entry? where entry.print != print: .mismatch
                    case let entry?: entry.isDone ? .replay(answer()) : .inFlight
                    }
                #expect(ledger.admit(key(name), fingerprint: [print], at: now) == expected)
                if expected == .begin { model[name] = (print, false) }
            }
        }
        #expect(ledger.count == model.count)
    }
}
