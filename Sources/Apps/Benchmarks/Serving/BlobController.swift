import API
import Blobs
import DirectoryBlobs
import HTTP
import Hosting
import Model
import S3

/// Takes blobs and gives them back, as endpoints that keep files of users do.
struct BlobController: Sendable {
    private let store: any BlobStore

    /// The store that the settings name: a bucket, or a folder.
    init?(environment: [String: String]) throws {
        if let bucket = environment["APUS_BLOBS"] {
            store = S3Blobs(try S3Settings(bucket, environment: environment), environment: environment)
        } else if let data = environment["APUS_DATA"] {
            store = try DirectoryStore(path: data + "/blobs")
        } else {
            return nil
        }
    }

    func add(to routes: inout Routes) throws {
        try routes.serve(PutBlob.self, with: put)
        try routes.serve(GetBlob.self, with: get)
    }

    private func put(_ request: PutBlob, _ call: Call) async throws -> Response {
        await call.request.setDeadline(nil)
        let body = call.request.body
        let stored = try await store.put(.pieces(body, length: body.length), at: try BlobKey(request.key))
        return Response(.created, .text, Array("\(stored.size)\n".utf8))
    }

    private func get(_ request: GetBlob, _ call: Call) async throws -> Response {
        let blob = try await store.get(try BlobKey(request.key))
        if let file = blob.file { return Response(.ok, .file(file, size: blob.info.size)) }
        return Response(
            .ok,
            .stream(length: blob.info.size) { writer in
                while let piece = try await blob.next() { try await writer.write(Array(piece)) }
            })
    }
}

/// Stores a blob.
struct PutBlob: RawEndpoint {
    static let route = Route.put("/blobs/{key}")
    static let access = Access.everyone(reason: "It is a benchmark.")
    static let summary = "Stores a blob."
    static let feature = Feature.service
    static let wire = WireForm.root
    static let limits = Limits(body: nil, deadline: nil)
    static let takes = [MediaType.bytes]
    static let gives = [MediaType.text]
    static let success = Success.created
    static let example = PutBlob(key: "a")

    var key: String
}

/// Gives a blob.
struct GetBlob: RawEndpoint {
    static let route = Route.get("/blobs/{key}")
    static let access = Access.everyone(reason: "It is a benchmark.")
    static let summary = "Gives a blob."
    static let feature = Feature.service
    static let wire = WireForm.root
    static let limits = Limits(deadline: nil)
    static let gives = [MediaType.bytes]
    static let example = GetBlob(key: "a")

    var key: String
}
