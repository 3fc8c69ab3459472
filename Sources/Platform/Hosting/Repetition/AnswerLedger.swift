import Basics
import Model

/// Which keyed requests are being worked on, and what was answered to those that are done: a value without a clock.
///
/// It is bounded in entries and in bytes. What is done makes room, the oldest first; what is in flight never does.
package struct AnswerLedger: Sendable {
    package struct Limits: Sendable, Hashable {
        package var entries: Int
        package var bytes: Int
        /// How long an answer is kept.
        package var age: Duration

        package init(entries: Int = 10_000, bytes: Int = 16 << 20, age: Duration = .seconds(24 * 3600)) {
            self.entries = entries
            self.bytes = bytes
            self.age = age
        }
    }

    private struct Entry: Sendable {
        let fingerprint: [UInt8]
        let order: UInt64
        var answer: KeptAnswer?
        var expires: Instant
    }

    private let limits: Limits
    private var entries: [KeyedRequest: Entry] = [:]
    /// The keys of what is done, by the order in which it was.
    private var done: [(key: KeyedRequest, order: UInt64)] = []
    private var head = 0
    private var bytes = 0
    private var next: UInt64 = 0

    package init(_ limits: Limits = Limits()) { self.limits = limits }

    package var count: Int { entries.count }
    package var byteCount: Int { bytes }

    /// What to do with a request; `fingerprint` is equal for equal requests.
    package mutating func admit(_ key: KeyedRequest, fingerprint: [UInt8], at now: Instant) -> KeyedRequest.Admission {
        expire(at: now)
        if let entry = entries[key] {
            guard entry.fingerprint == fingerprint else { return .mismatch }
            return entry.answer.map { .replay($0) } ?? .inFlight
        }
        if entries.count >= limits.entries { dropOldest() }
        guard entries.count < limits.entries else { return .full }
        next += 1
        entries[key] = Entry(fingerprint: fingerprint, order: next, answer: nil, expires: now)
        return .begin
    }

    /// Keeps the answer to a request that was begun.
    package mutating func complete(_ key: KeyedRequest, _ answer: KeptAnswer, at now: Instant) {
        guard var entry = entries[key], entry.answer == nil else { return }
        guard answer.size <= limits.bytes else {
            entries[key] = nil
            return
        }
        entry.answer = answer
        entry.expires = now + limits.age
        entries[key] = entry
        bytes += answer.size
        done.append((key, entry.order))
        while bytes > limits.bytes { dropOldest() }
    }

    /// Forgets a request that came to no definite end, so that it may be tried again.
    package mutating func abandon(_ key: KeyedRequest) {
        if let entry = entries[key], entry.answer == nil { entries[key] = nil }
    }

    private mutating func expire(at now: Instant) {
        while head < done.count, let entry = entries[done[head].key], entry.expires <= now { dropOldest() }
    }

    private mutating func dropOldest() {
        guard head < done.count else { return }
        let (key, order) = done[head]
        head += 1
        if let entry = entries[key], entry.order == order {
            bytes -= entry.answer?.size ?? 0
            entries[key] = nil
        }
        guard head > 1024, head > done.count / 2 else { return }
        done.removeFirst(head)
        head = 0
    }
}
