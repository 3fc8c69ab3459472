import Foundation
import TestSupport
import Testing

@Suite("What a directory acknowledges is durable") struct DurabilityTests {
    @Test func `before a put is acknowledged its bytes, its name, and every folder on the way to it are synced`()
        async throws
    {
        let storer = try Storer()
        let steps = [
            "put:a:1:1", "put:b/c/d/e:10:2", "put:b/c/d/e:300000:3", "put:b/c/f:300000:4", "upload:g/h:10:5",
            "copy:g/h:i/j",
        ]
        let log = storer.folder.path("calls")
        let lines = try await storer.run(
            steps, strace: ["-y", "-s", "400", "-o", log, "-e", "trace=write,fsync,renameat2,mkdirat"])
        #expect(lines.filter { $0.hasPrefix("done") } == steps.map { "done \($0)" })
        var disk = ModelDisk(root: try #require(URL(filePath: storer.root).path.removingPercentEncoding))
        for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") { disk.follow(line) }
        #expect(disk.acknowledged == ["a", "b/c/d/e", "b/c/d/e", "b/c/f", "g/h", "i/j"])
        #expect(disk.problems == [])
    }
}

/// What a disk is known to hold after each system call that strace(1) tells of: the least that POSIX promises.
private struct ModelDisk {
    let root: String
    private(set) var acknowledged: [String] = []
    private(set) var problems: [String] = []
    /// The files and folders by their paths, as numbers: a file keeps its number when it is renamed.
    private var things: [String: Int] = [:]
    private var lastThing = 0
    /// Files with bytes that were never synced.
    private var unsynced: Set<Int> = []
    /// The names in a folder that will be there after a loss of power.
    private var durable: [String: [String: Int]] = [:]
    private var unfinished: [Substring: Substring] = [:]

    init(root: String) { self.root = root }

    /// Follows one line: a number of a thread, a call, its result.
    mutating func follow(_ line: Substring) {
        guard let space = line.firstIndex(of: " ") else { return }
        let thread = line[..<space]
        var call = line[space...].drop { $0 == " " }
        if let cut = call.firstRange(of: " <unfinished ...>") {
            unfinished[thread] = call[..<cut.lowerBound]
            return
        }
        if call.hasPrefix("<..."), let end = call.firstRange(of: "resumed>") {
            call = "\(unfinished.removeValue(forKey: thread) ?? "")\(call[end.upperBound...])"
        }
        act(call)
    }

    private mutating func act(_ call: Substring) {
        if let match = call.firstMatch(of: /^write\(\d+<(\/[^>]*)>.* = \d+$/) {
            written(String(match.1))
        } else if let match = call.firstMatch(of: /^write\(1<.*"done \w+:([^"]*)\\n"/) {
            acknowledge(match.1)
        } else if let match = call.firstMatch(of: /^fsync\(\d+<([^>]*)>\) += 0$/) {
            synced(String(match.1))
        } else if let match = call.firstMatch(of: /^mkdirat\(\d+<([^>]*)>, "([^"]*)".* = 0$/) {
            lastThing += 1
            things["\(match.1)/\(match.2)"] = lastThing
        } else if let match = call.firstMatch(
            of: /^renameat2\(\d+<([^>]*)>, "([^"]*)", \d+<([^>]*)>, "([^"]*)", (\w+)\) = 0$/)
        {
            let (from, to) = ("\(match.1)/\(match.2)", "\(match.3)/\(match.4)")
            let replaced = things[to]
            things[to] = things[from]
            things[from] = match.5 == "RENAME_EXCHANGE" ? replaced : nil
        }
    }

    private mutating func written(_ path: String) {
        if things[path] == nil {
            lastThing += 1
            things[path] = lastThing
        }
        if let thing = things[path] { unsynced.insert(thing) }
    }

    private mutating func synced(_ path: String) {
        if let thing = things[path] { unsynced.remove(thing) }
        durable[path] = things.filter { Self.folder(of: $0.key) == path }
    }

    /// `a/b:10:1`, and of a copy `a/b:c/d`, whose last part is what was stored.
    private mutating func acknowledge(_ words: Substring) {
        let parts = words.split(separator: ":").map(String.init)
        let key = parts.count == 2 ? parts[1] : parts[0]
        acknowledged.append(key)
        var path = "\(root)/\(key)+blob"
        guard let file = things[path] else { return problems.append("\(key) is not there") }
        if unsynced.contains(file) { problems.append("the bytes of \(key) were not synced") }
        while path != root {
            let folder = Self.folder(of: path)
            if durable[folder]?[path] == nil || durable[folder]?[path] != things[path] {
                problems.append("the name \(path) was not synced")
            }
            path = folder
        }
    }

    private static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }
}
