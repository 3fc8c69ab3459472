import API
import HTTP
import Hosting
import Model
import Synchronization

/// A small product, served by the real framework: notes in notebooks.
struct Note: Codable, Sendable, Equatable, Annotated, Revisioned {
    static let notes: API.Notes = ["id": "Its number.", "title": "Its title.", "version": "How often it was changed."]

    var id: Int
    var title: String
    var version: Int

    var revision: Revision { Revision(number: version) }
}

/// Writes a note.
struct CreateNote: Endpoint {
    typealias Output = Note
    enum Color: String, Codable, Sendable, CaseIterable { case red, green }

    static let route = Route.post("/notebooks/{notebook}/notes")
    static let access = Access.permission(.readSystem)
    static let summary = "Writes a note."
    static let feature = Feature.service
    static let success = Success.created
    static let limits = Limits(body: 1000, takesGzip: true)
    static let example = CreateNote(notebook: 7, title: "milk", value: 0.5)

    var notebook: Int
    var title: String
    var value: Double
    var color: Color?
    var tags: [String]?
    var limit: PageLimit?
}

struct ListNotes: PagedEndpoint {
    typealias Item = Note

    static let route = Route.get("/notebooks/{notebook}/notes")
    static let access = Access.signedIn
    static let summary = "Lists notes."
    static let feature = Feature.service
    static let example = ListNotes(notebook: 7)

    var notebook: Int
    var title: String?
    var tags: [String]?
    var limit: PageLimit?
    var after: PageToken?
}

struct GetNote: Endpoint {
    typealias Output = Note

    static let route = Route.get("/notes/{note}")
    static let access = Access.everyone(reason: "It is a test.")
    static let summary = "Gives a note."
    static let feature = Feature.service
    static let revisions = Revisions.tagged
    static let example = GetNote(note: 1)

    var note: Int
}

struct ChangeNote: Endpoint {
    typealias Output = Note

    static let route = Route.patch("/notes/{note}")
    static let access = Access.local(or: .readSystem)
    static let summary = "Changes a note."
    static let feature = Feature.service
    static let revisions = Revisions.required
    static let example = ChangeNote(note: 1, title: "bread")

    var note: Int
    var title: String
}

struct DeleteNote: Endpoint {
    static let route = Route.delete("/notes/{name/}")
    static let access = Access.signedIn
    static let summary = "Deletes a note."
    static let feature = Feature.service
    static let example = DeleteNote(name: "a", force: true)

    var name: String
    var force: Bool?
}

/// Takes and gives bytes.
struct UploadNote: RawEndpoint {
    static let route = Route.put("/files/{path...}")
    static let access = Access.signedIn
    static let summary = "Keeps a file."
    static let feature = Feature.service
    static let takes = [MediaType.bytes]
    static let gives = [MediaType.bytes]
    static let example = UploadNote(path: "a/b", part: 1)

    var path: String
    var part: Int?
}

/// An operation of another protocol.
struct LogMetric: Endpoint {
    static let route = Route.post("/runs/log-metric")
    static let access = Access.signedIn
    static let summary = "Logs a metric."
    static let feature = Feature.service
    static let wire = WireForm.mlflow
    static let success = Success.ok
    static let repetition = Repetition.harmless
    static let example = LogMetric(run_id: "a", value: 1, step: 2)

    var run_id: String
    var value: Double
    var step: Int
}
