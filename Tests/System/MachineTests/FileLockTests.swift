import Foundation
import TestSupport
import Testing

@testable import Machine

@Suite("A lock on a file") struct FileLockTests {
    @Test func `a byte is locked by one, also within one process`() throws {
        let folder = try TemporaryFolder(), path = folder.path("locks")
        var first = try FileLock(path: path, byte: 7)
        #expect(first != nil)
        #expect(try FileLock(path: path, byte: 7) == nil)
        let other = try FileLock(path: path, byte: 1 << 61)
        #expect(other?.isInPlace == true)
        first = nil
        #expect(try FileLock(path: path, byte: 7) != nil)
    }

    @Test func `the file is made for this user alone`() throws {
        let folder = try TemporaryFolder(), path = folder.path("locks")
        _ = try FileLock(path: path, byte: 0)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `a file that was removed, or that another has replaced, is not in its place`() throws {
        let folder = try TemporaryFolder(), path = folder.path("locks")
        let lock = try #require(try FileLock(path: path, byte: 0))
        #expect(lock.isInPlace)
        try FileManager.default.removeItem(atPath: path)
        #expect(!lock.isInPlace)
        let next = try #require(try FileLock(path: path, byte: 0))
        #expect(next.isInPlace)
        #expect(!lock.isInPlace)
    }

    @Test func `what cannot be opened says why`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: FileLockError(code: 2)) { try FileLock(path: folder.path("none/locks"), byte: 0) }
        #expect(FileLockError(code: 2).description == "No such file or directory")
    }

    @Test func `a lock ends with its process`() async throws {
        let folder = try TemporaryFolder(), path = folder.path("locks")
        let script = """
            import fcntl, signal, struct, sys
            file = open(sys.argv[1], "w")
            fcntl.fcntl(file, 37, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 7, 1, 0))
            print("locked", flush=True)
            signal.pause()
            """
        let holder = try Program("python3", ["-c", script, path])
        try await holder.line(containing: "locked")
        #expect(try FileLock(path: path, byte: 7) == nil)
        holder.kill()
        _ = try await holder.end()
        #expect(try FileLock(path: path, byte: 7) != nil)
    }
}
