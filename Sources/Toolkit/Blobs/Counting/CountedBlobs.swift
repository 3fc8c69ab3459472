import Basics

/// A store that counts what is done with it, and does it as the one within does.
package struct CountedBlobs: Sendable {
    private let store: any BlobStore & BlobUploads
    private let counts = BlobCounts()

    package init(_ store: any BlobStore & BlobUploads) { self.store = store }

    package var counters: BlobCounters { counts.counters }

    private func counted<Answer>(
        _ body: nonisolated(nonsending) () async throws(BlobError) -> Answer
    ) async throws(BlobError) -> Answer {
        do throws(BlobError) { return try await body() } catch {
            counts.failed(error.reason)
            throw error
        }
    }

    private func noteStored(_ size: Int) {
        counts.add(to: .stored)
        counts.add(size, to: .bytesStored)
    }
}

extension CountedBlobs: BlobStore {
    @discardableResult
    package func put(
        _ source: BlobSource, at key: BlobKey, type: BlobType, expecting: BlobExpectation
    ) async throws(BlobError) -> StoredBlob {
        let stored = try await counted { () throws(BlobError) in
            try await store.put(source, at: key, type: type, expecting: expecting)
        }
        noteStored(stored.size)
        return stored
    }

    package func get(_ key: BlobKey, _ range: BlobRange) async throws(BlobError) -> Blob {
        let blob = try await counted { () throws(BlobError) in try await store.get(key, range) }
        counts.add(to: .opened)
        counts.add(blob.range.count, to: .bytesOpened)
        return blob
    }

    package func stat(_ key: BlobKey) async throws(BlobError) -> BlobInfo {
        try await counted { () throws(BlobError) in try await store.stat(key) }
    }

    package func list(_ prefix: BlobPrefix, after key: BlobKey?, limit: Int) async throws(BlobError) -> BlobPage {
        try await counted { () throws(BlobError) in try await store.list(prefix, after: key, limit: limit) }
    }

    package func delete(_ keys: [BlobKey]) async throws(BlobError) {
        try await counted { () throws(BlobError) in try await store.delete(keys) }
        counts.add(keys.count, to: .deleted)
    }

    @discardableResult
    package func copy(_ key: BlobKey, to other: BlobKey) async throws(BlobError) -> StoredBlob {
        let stored = try await counted { () throws(BlobError) in try await store.copy(key, to: other) }
        noteStored(stored.size)
        return stored
    }

    package func link(
        _ access: BlobAccess, to key: BlobKey, for duration: Duration
    ) async throws(BlobError) -> BlobLink? {
        try await counted { () throws(BlobError) in try await store.link(access, to: key, for: duration) }
    }

    package func check() async throws(BlobError) {
        try await counted { () throws(BlobError) in try await store.check() }
    }
}

extension CountedBlobs: BlobUploads {
    package func begin(_ key: BlobKey, type: BlobType) async throws(BlobError) -> BlobUpload {
        try await counted { () throws(BlobError) in try await store.begin(key, type: type) }
    }

    package func put(
        part number: Int, of upload: BlobUpload, _ source: BlobSource, expecting: BlobExpectation
    ) async throws(BlobError) -> BlobPart {
        let part = try await counted { () throws(BlobError) in
            try await store.put(part: number, of: upload, source, expecting: expecting)
        }
        noteStored(part.size)
        return part
    }

    @discardableResult
    package func complete(
        _ upload: BlobUpload, _ parts: [BlobPart], size: Int?
    ) async throws(BlobError) -> StoredBlob {
        try await counted { () throws(BlobError) in try await store.complete(upload, parts, size: size) }
    }

    package func abort(_ upload: BlobUpload) async throws(BlobError) {
        try await counted { () throws(BlobError) in try await store.abort(upload) }
    }

    package func unfinished(
        _ prefix: BlobPrefix, after upload: BlobUpload?, limit: Int
    ) async throws(BlobError) -> [BlobUpload] {
        try await counted { () throws(BlobError) in
            try await store.unfinished(prefix, after: upload, limit: limit)
        }
    }

    package func sweep(before instant: Instant) async throws(BlobError) -> Int {
        try await counted { () throws(BlobError) in try await store.sweep(before: instant) }
    }
}
