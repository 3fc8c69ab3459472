import Foundation
import Testing

@testable import Sockets

@Suite struct FileTests {
    let folder: Scratch

    init() throws {
        folder = try Scratch()
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder.path + "/root/inner", withIntermediateDirectories: true)
        _ = try folder.write(Array("secret".utf8), to: "secret")
        _ = try folder.write(Array("public".utf8), to: "root/file")
        _ = try folder.write(Array("deep".utf8), to: "root/inner/file")
        try manager.createSymbolicLink(atPath: folder.path + "/root/out", withDestinationPath: "../secret")
        try manager.createSymbolicLink(atPath: folder.path + "/root/up", withDestinationPath: "..")
        try manager.createSymbolicLink(atPath: folder.path + "/root/within", withDestinationPath: "file")
        #expect(unsafe mkfifo(folder.path + "/root/pipe", 0o600) == 0)
    }

    @Test(arguments: [("file", "public"), ("inner/file", "deep"), ("inner/../file", "public"), ("./file", "public")])
    func `what lies beneath a folder is opened`(path: String, text: String) throws {
        let file = try Directory(path: folder.path + "/root").open(path)
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = try file.read(at: 0, into: &bytes, 0..<100)
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == text)
        #expect(try file.status().isRegular)
    }

    @Test(arguments: [
        "../secret", "/etc/passwd", "inner/../../secret", "out", "up/secret", "within", "inner/../up/root/file", "",
        "none",
        "file\0.txt", "file/more", "/proc/self/root/etc/passwd",
    ])
    func `what leads out, and every symbolic link, is refused`(path: String) throws {
        let root = try Directory(path: folder.path + "/root")
        #expect(throws: SystemError.self) { try root.open(path) }
    }

    @Test(.timeLimit(.minutes(1))) func `a named pipe does not hold up who opens it, and is no regular file`() throws {
        let status = try Directory(path: folder.path + "/root").open("pipe").status()
        #expect(!status.isRegular)
    }

    @Test func `a folder is told from a file`() throws {
        let status = try Directory(path: folder.path + "/root").open("inner").status()
        #expect(status.isDirectory)
        #expect(!status.isRegular)
        #expect(throws: SystemError.self) { try Directory(path: folder.path + "/secret") }
    }

    @Test func `a file is written, read by parts, and known by its status`() throws {
        let path = folder.path + "/new"
        let file = try File(path: path, create: true)
        try file.append(Array("0123456789".utf8).span)
        let reader = try File(path: path)
        #expect(reader.size == 10)
        var bytes = [UInt8](repeating: 0, count: 6)
        #expect(try reader.read(at: 8, into: &bytes, 1..<6) == 2)
        #expect(bytes == [0, 0x38, 0x39, 0, 0, 0])
        #expect(try reader.read(at: 10, into: &bytes, 0..<6) == 0)
        #expect(throws: SystemError.self) { try reader.read(at: -1, into: &bytes, 0..<6) }
        let status = try reader.status()
        #expect(try status == File(path: path).status())
        try file.append([1].span)
        #expect(try status != reader.status())
    }
}
