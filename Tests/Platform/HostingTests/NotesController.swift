import API
import HTTP
import Hosting
import Model
import Synchronization

/// Serves the notes. What it did is counted, and creations can be held up.
final class NotesController: Sendable {
    struct Broken: Error, CustomStringConvertible {
        let description = "SELECT secret FROM /etc/passwd at File.swift:12"
    }

    private let created = Atomic<Int>(0)
    /// How many notes were written.
    var count: Int { created.load(ordering: .relaxed) }
    private let gate: Gate?

    init(gate: Gate?) { self.gate = gate }

    func add(to routes: inout Routes) throws {
        try routes.serve(CreateNote.self, with: create)
        try routes.serve(ListNotes.self, with: list)
        try routes.serve(GetNote.self, with: get)
        try routes.serve(ChangeNote.self, with: change)
        try routes.serve(DeleteNote.self) { _, _ in Empty() }
        try routes.serve(UploadNote.self, with: upload)
        try routes.serve(LogMetric.self) { _, _ in Empty() }
    }

    private func create(_ note: CreateNote, _ call: Call) async throws -> Note {
        await gate?.pass()
        try Task.checkCancellation()
        guard note.title != "taken" else { throw Failure(.conflict, "There is such a note.") }
        return Note(id: created.add(1, ordering: .relaxed).newValue, title: note.title, version: 1)
    }

    private func list(_ list: ListNotes, _ call: Call) async throws -> Page<Note> {
        let start = try call.cursor(of: list).map { Int($0.first ?? 0) } ?? 0
        let end = min(5, start + (list.limit ?? .standard).value)
        let notes = (start..<end).map { Note(id: $0, title: "note", version: 1) }
        return try call.page(notes, of: list, next: end < 5 ? [UInt8(end)] : nil)
    }

    private func get(_ note: GetNote, _ call: Call) async throws -> Note {
        guard note.note != 404 else { throw Failure(.notFound, "There is no such note.") }
        guard note.note != 500 else { throw Broken() }
        return Note(id: note.note, title: "milk", version: 3)
    }

    private func change(_ change: ChangeNote, _ call: Call) async throws -> Note {
        try call.precondition.check(Revision(number: 3))
        return Note(id: change.note, title: change.title, version: 4)
    }

    private func upload(_ upload: UploadNote, _ call: Call) async throws -> Response {
        var count = 0
        for try await piece in call.request.body { count += piece.count }
        return Response(.ok, MediaType.bytes.text, Array("\(upload.path) \(count) \(upload.part ?? 0)".utf8))
    }
}

/// Holds up whoever passes until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [(Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Whoever is cancelled opens it.
    func pass() async {
        await withTaskCancellationHandler {
            await wait()
        } onCancel: {
            open()
        }
    }

    private func wait() async {
        await withCheckedContinuation { continuation in
            let resumed = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                if state.isOpen { return [continuation] }
                state.held.append(continuation)
                let ready = state.watchers.filter { $0.0 <= state.held.count }.map(\.1)
                state.watchers.removeAll { $0.0 <= state.held.count }
                return ready
            }
            for one in resumed { one.resume() }
        }
    }

    /// Waits until so many are held up.
    func held(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.held.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for one in held { one.resume() }
    }
}
