import Blobs
import Crypto
import Machine
import Sockets

/// A file that is being written under a name that nobody looks at, until it is published. All of it blocks.
final class StagedFile: Sendable {
    private struct State: ~Copyable {
        let descriptor: Descriptor
        var hash = SHA256()
        var size = 0
        /// Up to where the disk was asked to begin.
        var begun = 0
    }

    /// How much may be written before the disk is asked to begin with it: `sync` then finds little left to do.
    private static let stride = 8 << 20

    let name: String
    private let staging: Folder
    private let state: Lock<State>

    init(named name: String, in staging: Folder) throws(SystemError) {
        self.name = name
        self.staging = staging
        state = Lock(State(descriptor: try Disk.create(name, in: staging.descriptor)))
    }

    func append(_ bytes: Span<UInt8>) throws(SystemError) {
        try state.withLock { state throws(SystemError) in
            try Disk.write(bytes, to: state.descriptor)
            state.hash.update(bytes)
            state.size += bytes.count
            guard state.size - state.begun >= Self.stride else { return }
            Disk.beginWriting(state.begun..<state.size, of: state.descriptor)
            state.begun = state.size
        }
    }

    /// Checks what was written, records what it is, and makes it durable.
    func seal(_ type: BlobType, _ expecting: BlobExpectation) throws(BlobError) -> StoredFile {
        try state.withLock { state throws(BlobError) in
            let digest = state.hash.copy().finish()
            try expecting.check(size: state.size, digest: digest)
            let trailer = Trailer(digest: digest, type: type)
            do throws(SystemError) {
                try Disk.write(trailer.bytes.span, to: state.descriptor)
                try Disk.sync(state.descriptor)
                return StoredFile(try Disk.status(of: state.descriptor), trailer)
            } catch {
                throw BlobError(error, "a new file cannot be made durable")
            }
        }
    }

    // MARK: Becoming visible

    /// How it became visible, and so how that can be taken back.
    enum Publication { case new, exchanged, replaced }

    /// Gives the file the name that is looked at. What had that name keeps this one's, until `settle`.
    func publish(as other: String, in folder: Folder) throws(SystemError) -> Publication {
        do {
            try rename(to: other, in: folder, .onlyNew)
            return .new
        } catch {
            guard error == .exists || error == .isNotSupported else { throw error }
            return try replace(other, in: folder, exchanging: error == .exists)
        }
    }

    private func replace(_ other: String, in folder: Folder, exchanging: Bool) throws(SystemError) -> Publication {
        // Some network file systems can only replace; and what was there may have been deleted just now.
        if exchanging, (try? rename(to: other, in: folder, .exchanging)) != nil { return .exchanged }
        try rename(to: other, in: folder, .whatever)
        return .replaced
    }

    private func rename(to other: String, in folder: Folder, _ how: Disk.Renaming) throws(SystemError) {
        try Disk.rename(name, in: staging.descriptor, to: other, in: folder.descriptor, how)
    }

    /// Lets go of what was replaced. What cannot be removed now is swept later.
    func settle(_ publication: Publication) {
        if publication == .exchanged { discard() }
    }

    /// Takes back what could not be made durable, as far as nobody has put something in its place since.
    func withdraw(_ publication: Publication, _ stored: StoredFile, from other: String, in folder: Folder) {
        guard let now = try? Disk.status(of: other, in: folder.descriptor), now.identity == stored.identity else {
            return
        }
        if publication == .exchanged {
            try? rename(to: other, in: folder, .exchanging)
            discard()
        } else {
            try? Disk.remove(other, in: folder.descriptor)
        }
    }

    /// Whether the file still has this name.
    var isThere: Bool { (try? Disk.status(of: name, in: staging.descriptor)) != nil }

    /// Removes the file. What cannot be removed now is swept later.
    func discard() { try? Disk.remove(name, in: staging.descriptor) }
}
