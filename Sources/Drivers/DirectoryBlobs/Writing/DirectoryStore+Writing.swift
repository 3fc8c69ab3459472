import Basics
import Blobs
import Lifecycle
import Machine
import Sockets

extension DirectoryStore {
    /// Writes what the source gives to a file of its own, and makes that visible once it is whole and durable.
    func write(
        _ source: BlobSource, to destination: Destination, type: BlobType, expecting: BlobExpectation,
        limit: Int = .max
    ) async throws(BlobError) -> StoredFile {
        let expecting = try source.expectation(expecting)
        var arrival = Arrival(opened(source), expecting, limit: limit)
        let first = try await arrival.piece() ?? []
        let second = first.isEmpty ? nil : try await arrival.piece()
        guard let second else {
            return try await threads.run { [self] () throws(BlobError) in
                try publishWhole(first, to: destination, type, expecting)
            }
        }
        let file = try await staged()
        do {
            try await fill(file, first, second, &arrival)
            return try await threads.run { [self] () throws(BlobError) in
                try publish(file, to: destination, type, expecting)
            }
        } catch {
            await threads.run { file.discard() }
            throw error
        }
    }

    private func opened(_ source: BlobSource) -> BlobSource.Next {
        switch source.content {
        case .bytes(let bytes):
            var rest: [UInt8]? = bytes
            return { rest.take()?[...] }
        case .file(let file, let range):
            let reader = FileReader(file, range, named: "the file to be stored", on: threads)
            return { try await reader.next() }
        case .pieces(_, let open): return open()
        }
    }

    private func staged() async throws(BlobError) -> StagedFile {
        try await threads.run { [self] () throws(BlobError) in try stage() }
    }

    func stage() throws(BlobError) -> StagedFile {
        do {
            return try StagedFile(named: "\(Identifier<StagedFile>())", in: staging)
        } catch {
            throw BlobError(error, "a new file cannot be made")
        }
    }

    /// Writes each piece while the next one is waited for.
    private func fill(
        _ file: StagedFile, _ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>, _ arrival: inout Arrival
    ) async throws(BlobError) {
        var writing = append(first, to: file)
        var piece: ArraySlice<UInt8>? = second
        while let bytes = piece {
            try await writing.take().get()
            writing = append(bytes, to: file)
            piece = try await arrival.piece()
        }
        try await writing.take().get()
    }

    private func append(_ bytes: ArraySlice<UInt8>, to file: StagedFile) -> Handover<Result<Void, BlobError>> {
        threads.begin {
            do throws(SystemError) { return .success(try file.append(bytes.span)) } catch {
                return .failure(BlobError(error, "a new file cannot be written"))
            }
        }
    }

    // MARK: On a thread that may block

    private func publishWhole(
        _ bytes: ArraySlice<UInt8>, to destination: Destination, _ type: BlobType, _ expecting: BlobExpectation
    ) throws(BlobError) -> StoredFile {
        let file = try stage()
        do {
            do throws(SystemError) { try file.append(bytes.span) } catch {
                throw BlobError(error, "a new file cannot be written")
            }
            return try publish(file, to: destination, type, expecting)
        } catch {
            file.discard()
            throw error as? BlobError ?? BlobError.source(error)
        }
    }

    private func publish(
        _ file: StagedFile, to destination: Destination, _ type: BlobType, _ expecting: BlobExpectation
    ) throws(BlobError) -> StoredFile {
        let stored = try file.seal(type, expecting)
        do throws(SystemError) {
            // A folder that became empty may be removed between its being opened and its being used.
            for _ in 0..<64 {
                let (folder, publication): (Folder, StagedFile.Publication)
                do throws(SystemError) {
                    folder = try destination.open(in: folders)
                    publication = try file.publish(as: destination.name, in: folder)
                } catch {
                    folders.forget(destination.folder)
                    guard error == .isMissing, destination.makesFolder, file.isThere else { throw error }
                    continue
                }
                try conclude(file, publication, stored, destination.name, in: folder)
                return stored
            }
            throw .isMissing
        } catch {
            guard error == .isMissing else { throw BlobError(error, "\(destination.title) cannot be stored") }
            throw destination.makesFolder
                ? BlobError(.unavailable, "\(destination.title) was swept away before it was whole", cause: error)
                : BlobError(.notFound, "there is no such upload any more", cause: error)
        }
    }

    /// Makes also the name durable, or takes it back.
    ///
    /// Each put syncs the folder for itself: the kernel lets those who do so at once share a write of its journal, and
    /// waiting here for a turn that is shared was slower.
    private func conclude(
        _ file: StagedFile, _ publication: StagedFile.Publication, _ stored: StoredFile, _ name: String,
        in folder: Folder
    ) throws(SystemError) {
        do { try Disk.sync(folder.descriptor) } catch {
            file.withdraw(publication, stored, from: name, in: folder)
            throw error
        }
        file.settle(publication)
    }
}
