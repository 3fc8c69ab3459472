import Foundation
import TestSupport

/// What a disk is known to hold after system calls that were recorded: the least that POSIX promises. What was written
/// is there once its file was synced, a name once its folder was; what is not may be there or not, in parts.
struct RecordedDisk {
    /// What is lost of that which was not synced.
    enum Loss { case all, some }

    private struct File {
        var durable: [UInt8] = []
        /// What was written since, in order.
        var changes: [Change] = []
    }

    private enum Change {
        case bytes([UInt8], at: Int)
        case end(Int)

        func apply(to file: inout [UInt8]) {
            switch self {
            case .bytes(let bytes, let place):
                let end = place + bytes.count
                if file.count < end { file += Array(repeating: 0, count: end - file.count) }
                file.replaceSubrange(place..<end, with: bytes)
            case .end(let size):
                file =
                    file.count > size ? Array(file.prefix(size)) : file + Array(repeating: 0, count: size - file.count)
            }
        }
    }

    private let root: String
    private var files: [Int: File] = [:]
    /// What is where: files by their numbers, folders as nil.
    private var names: [String: Int?] = [:]
    private var durableNames: [String: Int?] = [:]

    init(below root: String) { self.root = root + "/" }

    /// Whether something would be lost now.
    var isDirty: Bool { files.values.contains { !$0.changes.isEmpty } || Set(names.keys) != Set(durableNames.keys) }

    mutating func follow(_ call: RecordedCall) {
        guard call.result >= 0, (call.path + "/").hasPrefix(root), !call.path.hasSuffix("-shm") else { return }
        switch call.name {
        case "openat" where call.makes && names[call.path] == nil:
            let number = files.count
            files[number] = File()
            names[call.path] = .some(number)
        case "mkdir": names[call.path] = .some(nil)
        case "unlink": names[call.path] = nil
        case "pwrite64": change(call.path, .bytes(call.bytes, at: call.number))
        case "ftruncate": change(call.path, .end(call.number))
        case "fsync", "fdatasync": sync(call.path)
        default: break
        }
    }

    private mutating func change(_ path: String, _ change: Change) {
        if let number = names[path] ?? nil { files[number]?.changes.append(change) }
    }

    private mutating func sync(_ path: String) {
        if let number = names[path] ?? nil, var file = files[number] {
            for change in file.changes { change.apply(to: &file.durable) }
            file.changes = []
            files[number] = file
            return
        }
        let isInside = { (name: String) in Self.folder(of: name) == path }
        durableNames = durableNames.filter { !isInside($0.key) }.merging(names.filter { isInside($0.key) }) { $1 }
    }

    /// What is found after a loss of power.
    func image(after loss: Loss, _ numbers: inout SeededNumbers) throws -> TemporaryFolder {
        let image = try TemporaryFolder()
        var found = durableNames
        if loss == .some {
            for name in Set(names.keys).union(durableNames.keys).sorted() where numbers.below(2) == 0 {
                found[name] = names[name]
            }
        }
        for (path, number) in found.sorted(by: { $0.key < $1.key }) where isReachable(path, found) {
            guard let number, let file = files[number] else { continue }
            var bytes = file.durable
            if loss == .some { for change in file.changes where numbers.below(2) == 0 { change.apply(to: &bytes) } }
            try image.write(bytes, to: String(path.dropFirst(root.count)))
        }
        return image
    }

    /// Whether each folder on the way is there.
    private func isReachable(_ path: String, _ found: [String: Int?]) -> Bool {
        let folder = Self.folder(of: path)
        return folder + "/" == root || found[folder] != nil && isReachable(folder, found)
    }

    private static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }
}

/// One system call, as strace(1) has told of it with `-f -y -x`.
struct RecordedCall {
    let name: String
    /// The file that it is about.
    let path: String
    /// What was written.
    let bytes: [UInt8]
    /// The last of its numbers: a place, or a size.
    let number: Int
    /// Whether it makes the file when it is missing.
    let makes: Bool
    let result: Int

    var isSync: Bool { name == "fsync" || name == "fdatasync" }
    /// What the program said by it.
    var said: String { name == "write" ? String(decoding: bytes, as: UTF8.self) : "" }

    /// All calls of a log, in the order in which they have ended.
    static func all(in log: String) throws -> [RecordedCall] {
        var unfinished: [Substring: Substring] = [:]
        return try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").compactMap { line in
            guard let space = line.firstIndex(of: " ") else { return nil }
            let thread = line[..<space]
            var call = line[space...].drop { $0 == " " }
            if call.hasSuffix(" <unfinished ...>") {
                unfinished[thread] = call.dropLast(" <unfinished ...>".count)
                return nil
            }
            if call.hasPrefix("<..."), let end = call.firstRange(of: "resumed>") {
                call = "\(unfinished.removeValue(forKey: thread) ?? "")\(call[end.upperBound...])"
            }
            return RecordedCall(Array(call.utf8))
        }
    }

    /// `pwrite64(8</a/b>, "\x00\x01", 2, 4096) = 2`
    private init?(_ line: [UInt8]) {
        guard let open = line.firstIndex(of: UInt8(ascii: "(")), let equals = line.lastIndex(of: UInt8(ascii: "="))
        else {
            return nil
        }
        name = String(decoding: line[..<open], as: UTF8.self)
        let answer = String(decoding: line[(equals + 1)...], as: UTF8.self)
        result = Int(answer.drop { $0 == " " }.prefix { $0 == "-" || $0.isNumber }) ?? -1
        let inside = line[(open + 1)..<equals]
        var text: [UInt8] = []
        var rest = inside
        if let quote = inside.firstIndex(of: UInt8(ascii: "\"")) {
            rest = Self.unquote(inside[(quote + 1)...], into: &text)
        }
        let words = String(decoding: rest, as: UTF8.self)
        makes = words.contains("O_CREAT")
        number = words.split { !$0.isNumber }.last.flatMap { Int($0) } ?? 0
        switch name {
        case "openat", "mkdir", "unlink":
            path = String(decoding: text, as: UTF8.self)
            bytes = []
        default:
            path = Self.path(in: inside)
            bytes = text
        }
    }

    /// What stands between the first angles.
    private static func path(in words: ArraySlice<UInt8>) -> String {
        let start = words.drop { $0 != UInt8(ascii: "<") }.dropFirst()
        return String(decoding: start.prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
    }

    /// Reads up to the closing quote; answers what stands behind it.
    private static func unquote(_ words: ArraySlice<UInt8>, into text: inout [UInt8]) -> ArraySlice<UInt8> {
        var rest = words
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                text.append(byte)
                continue
            }
            switch kind {
            case UInt8(ascii: "x"):
                text.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "v"): text.append(0x0B)
            case UInt8(ascii: "f"): text.append(0x0C)
            default: text.append(kind)
            }
        }
        return rest
    }
}
