import Crypto
import Database
import Machine
import Sockets

/// Holds advisory locks of the server on one connection, for as long as it lasts.
actor LockKeeper {
    private let desk: Desk
    private let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private var session: Session?
    /// By name; the number tells one holding from the next. A session may take the same lock twice, a process here not.
    private var held: [String: Int] = [:]
    private var made = 0
    /// For how long, in milliseconds, the last answer is believed.
    private static let trust = 1_000

    init(_ desk: Desk) {
        self.desk = desk
        loop = desk.loop
    }

    func tryLock(_ name: String) async throws(DatabaseError) -> (any SQLLock)? {
        let session = try await ready()
        guard held[name] == nil else { return nil }
        made += 1
        let id = made
        held[name] = id
        do throws(DatabaseError) {
            let query = try Self.query("SELECT pg_try_advisory_lock(\(Self.key(name)))")
            let batch = Batch([query], patience: desk.settings.answerTime, onlyReads: true)
            // Whoever gives up still hears the answer: cancelling would cost all the locks that the connection holds.
            await finish(batch, on: session)
            if let failure = batch.failure { throw failure }
            let isOurs = try batch.answers.first?.column(Bool.self).first ?? false
            if isOurs, held[name] == id { return HeldLock(name, id, of: self) }
        } catch {
            // Whether it is held is not known: without the connection it is not.
            session.close()
            throw error
        }
        if held[name] == id { held[name] = nil }
        return nil
    }

    /// Whether it is still held; asks the server when it has not answered for a while.
    func isHeld(_ name: String, _ id: Int) async -> Bool {
        guard held[name] == id, let session, !session.isLost else { return false }
        if Ticks.milliseconds - session.answered < Self.trust { return true }
        let batch = Batch([.ping], patience: desk.settings.answerTime, onlyReads: true)
        await finish(batch, on: session)
        return batch.failure == nil && held[name] == id
    }

    func release(_ name: String, _ id: Int) async {
        guard held[name] == id, let session else { return }
        held[name] = nil
        guard let query = try? Self.query("SELECT pg_advisory_unlock(\(Self.key(name)))") else { return }
        let batch = Batch([query], patience: desk.settings.answerTime, onlyReads: true)
        await finish(batch, on: session)
        // A lock that could not be released ends with its connection.
        if batch.failure != nil { session.close() }
    }

    private func finish(_ batch: Batch, on session: Session) async {
        await Waiting<Void>.park { waiting in
            batch.done = { _ in waiting.resume(()) }
            session.submit(batch)
        }
    }

    private func ready() async throws(DatabaseError) -> Session {
        if let session, !session.isLost { return session }
        let opened = try await desk.open()
        if let session, !session.isLost {
            opened.close()
            return session
        }
        opened.lost = { _ in self.assumeIsolated { $0.held = [:] } }
        session = opened
        return opened
    }

    private static func query(_ statement: Statement) throws(DatabaseError) -> Query {
        let rendered = RenderedStatement(statement, for: .postgresql)
        return try Query(text: rendered.text, rendered.values, verb: .ordinary)
    }

    /// The first 64 bits of the name's hash: the server knows locks by number.
    private static func key(_ name: String) -> Int64 {
        let digest = SHA256.digest(of: Array("apus \(name)".utf8))
        return digest.bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}

/// A lock that is held on the keeper's connection.
final class HeldLock: SQLLock {
    private let name: String
    private let id: Int
    private let keeper: LockKeeper

    init(_ name: String, _ id: Int, of keeper: LockKeeper) {
        self.name = name
        self.id = id
        self.keeper = keeper
    }

    func isHeld() async -> Bool { await keeper.isHeld(name, id) }
    func release() async { await keeper.release(name, id) }
}
