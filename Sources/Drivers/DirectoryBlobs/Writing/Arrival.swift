import Blobs

/// What comes from a source, held to what is expected of it.
struct Arrival {
    private let next: BlobSource.Next
    private let expecting: BlobExpectation
    private let limit: Int
    private var count = 0

    init(_ next: @escaping BlobSource.Next, _ expecting: BlobExpectation, limit: Int) {
        self.next = next
        self.expecting = expecting
        self.limit = limit
    }

    /// The next piece that is not empty, `nil` at the end. Refuses bytes as soon as there are too many.
    mutating func piece() async throws(BlobError) -> ArraySlice<UInt8>? {
        while true {
            if Task.isCancelled { throw BlobError.cancelled }
            let piece: ArraySlice<UInt8>?
            do { piece = try await next() } catch {
                throw Task.isCancelled ? BlobError.cancelled : BlobError.source(error)
            }
            guard let piece else { return nil }
            count += piece.count
            try expecting.check(soFar: count)
            guard count <= limit else { throw BlobError(.invalid, "there are more than the \(limit) bytes allowed") }
            if !piece.isEmpty { return piece }
        }
    }
}
