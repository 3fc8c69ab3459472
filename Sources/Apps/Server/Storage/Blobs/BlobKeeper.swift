import Basics
import Lifecycle
import Observability

/// Finds out at the start whether blobs can be stored, and tells the operator when they cannot, and from when on.
struct BlobKeeper: Daemon {
    let name = "blobs"
    private let blobs: OpenedBlobs
    private let log: Log

    init(_ blobs: OpenedBlobs, _ log: Log) {
        self.blobs = blobs
        self.log = log
    }

    func run(until stop: Stop) async throws {
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(5)), isReported = false
        while !stop.isRequested {
            do {
                try await blobs.prepare()
                if isReported { log.info("Blobs can be stored in \(blobs.place).") }
                return await stop.requested()
            } catch {
                if !isReported { log.warning("Blobs cannot be stored in \(blobs.place); trying on.", cause: error) }
                isReported = true
                await stop.requested(within: backoff.next())
            }
        }
    }
}
