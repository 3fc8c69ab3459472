import API
import Synchronization

/// How the store of blobs is, for whoever asks whether the server is ready. The store itself is asked no more than once
/// a second, however often anybody asks here.
final class BlobHealth: Sendable {
    private struct Known {
        var part: Readiness.Part?
        var asked = ContinuousClock.now
    }

    private static let freshness = Duration.seconds(1)
    private let blobs: OpenedBlobs
    private let known = Mutex(Known())

    init(_ blobs: OpenedBlobs) { self.blobs = blobs }

    func part() async -> Readiness.Part {
        if let part = recent() { return part }
        let part = await asked()
        known.withLock { $0.part = part }
        return part
    }

    /// What is known, unless it is time to ask; then others go on with what is known.
    private func recent() -> Readiness.Part? {
        known.withLock { known in
            let now = ContinuousClock.now
            if let part = known.part, now - known.asked < Self.freshness { return part }
            known.asked = now
            return nil
        }
    }

    /// What needs no blobs goes on without them, so they do not stand in the way of the rest.
    private func asked() async -> Readiness.Part {
        do {
            try await blobs.check()
            return .init(name: "blobs", state: .ready)
        } catch {
            return .init(name: "blobs", state: .degraded, detail: "\(error)")
        }
    }
}
