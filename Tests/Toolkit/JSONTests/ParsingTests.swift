import Foundation
import JSON
import TestSupport
import Testing

@Suite("Parsing", .timeLimit(.minutes(2))) struct ParsingTests {
    @Test func `the table is large enough`() {
        let all = MustParse.all + MustNotParse.all
        #expect(all.count >= 300)
        let twice = Dictionary(grouping: all, by: \.bytes).values.filter { $0.count > 1 }.map { $0.map(\.name) }
        #expect(twice == [], "no text stands twice in it")
    }

    @Test(arguments: MustParse.all) func `what is JSON is read, and read again from what is written`(text: ParsingCase)
        throws
    {
        let value = try JSONValue(json: text.bytes)
        #expect(try JSONValue(json: try value.json()) == value)
        try fuzzJSON(text.bytes)
    }

    /// But for names that are equal as Swift's strings and not as bytes: Foundation keeps one of them.
    @Test(arguments: MustParse.all.filter { $0.name != "object names that differ by normalization" })
    func `Foundation reads the same`(text: ParsingCase) throws {
        let peer = try JSONDecoder().decode(JSONValue.self, from: Data(text.bytes))
        #expect(rounded(peer) == rounded(try JSONValue(json: text.bytes)))
    }

    /// The value with every number as a double, since Foundation does not tell `1.0` from `1`.
    private func rounded(_ value: JSONValue) -> JSONValue {
        switch value {
        case .integer(let value): .number(Double(value))
        case .array(let values): .array(values.map(rounded))
        case .object(let object): .object(JSONObject(object.map { ($0.name, rounded($0.value)) }))
        default: value
        }
    }

    @Test(arguments: MustNotParse.all) func `what is not JSON is refused`(text: ParsingCase) throws {
        let error = #expect(throws: JSONError.self) { try JSONValue(json: text.bytes) }
        if let error { #expect(error.offset >= 0 && error.offset <= text.bytes.count) }
        try fuzzJSON(text.bytes)
    }

    /// Foundation is the second opinion; where it is more lenient than we are, or reads other encodings, we say so.
    @Test func `Foundation refuses the same, but for what we refuse by choice`() {
        let accepted = MustNotParse.all.filter {
            (try? JSONSerialization.jsonObject(with: Data($0.bytes), options: .fragmentsAllowed)) != nil
        }
        let byChoice: Set = [
            "depth 65", "depth 65 mixed", "one beyond the greatest integer", "one beyond the least integer",
            "twenty digits",
            "very long integer", "same name twice", "same name apart", "same empty name", "same name escaped",
            "same long name",
            "same name of eight", "same name around an object", "same name inside an array", "same name, seventeenth",
            "same name, hundredth", "byte order mark", "UTF-16 little", "UTF-16 big", "UTF-16 without mark",
            "UTF-32 little",
            "array comma at the end", "object comma at the end",
        ]
        #expect(Set(accepted.map(\.name)).subtracting(byChoice) == [])
    }

    @Test func `Python refuses the same, but for what it is known to let through`() throws {
        let python = URL(filePath: "/usr/bin/python3")
        guard FileManager.default.isExecutableFile(atPath: python.path) else { return }
        let texts = MustParse.all + MustNotParse.all
        let accepted = try Self.python(python, texts.map(\.bytes))
        #expect(accepted.prefix(MustParse.all.count).allSatisfy { $0 })
        let wrong = zip(texts, accepted).dropFirst(MustParse.all.count).filter(\.1).map(\.0.name)
        let lenient = [
            "first",
            "NaN", "Infinity", "surrogate", "same ", "infinite", "beyond", "digits", "integer", "depth", "huge",
        ]
        #expect(wrong.filter { name in !lenient.contains { name.contains($0) } } == [])
    }

    /// Which of the texts Python's reader accepts as UTF-8.
    private static func python(_ path: URL, _ texts: [[UInt8]]) throws -> [Bool] {
        let script = """
            import json, sys, base64
            for line in sys.stdin:
                try:
                    json.loads(base64.b64decode(line).decode('utf-8'))
                    print(1)
                except (ValueError, RecursionError):
                    print(0)
            """
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = path
        process.arguments = ["-c", script]
        process.standardInput = input
        process.standardOutput = output
        let file = FileManager.default.temporaryDirectory.appending(path: "json-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(texts.map { Data($0).base64EncodedString() + "\n" }.joined().utf8).write(to: file)
        process.standardInput = try FileHandle(forReadingFrom: file)
        try process.run()
        let answers = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: answers, as: UTF8.self).split(separator: "\n").map { $0 == "1" }
    }
}

@Suite("Cut and changed texts", .timeLimit(.minutes(5))) struct MutilatedTextTests {
    @Test func `a text cut anywhere is refused, or is a shorter text that Foundation reads too`() throws {
        for text in MustParse.all where text.bytes.count < 600 {
            let whole = try JSONValue(json: text.bytes)
            for end in 0..<text.bytes.count {
                let cut = Array(text.bytes.prefix(end))
                guard let value = try? JSONValue(json: cut) else { continue }
                if value == whole { continue }
                let peer = try? JSONSerialization.jsonObject(with: Data(cut), options: .fragmentsAllowed)
                let number = try #require(peer as? NSNumber, "\(text.name) cut at \(end)")
                #expect(value.number == number.doubleValue)
            }
        }
    }

    @Test func `a text in two parts reads as the whole`() throws {
        var tape = Tape()
        for text in MustParse.all where text.bytes.count < 600 {
            let whole = try JSONValue(json: text.bytes)
            for end in 0...text.bytes.count {
                tape.begin()
                tape.append(text.bytes.span.extracting(..<end))
                tape.append(text.bytes.span.extracting(end...))
                try tape.finish()
                #expect(try tape.read(JSONValue.self) == whole)
            }
        }
    }

    @Test func `no changed text breaks what must hold`() throws {
        var random = SeededNumbers(seed: 0xA905)
        let texts = MustParse.all.filter { $0.bytes.count < 600 }.map(\.bytes)
        let interesting = Array("\"\\{}[]:,0123456789-+.eEunrtfals \n\0".utf8) + [0x80, 0xC2, 0xE2, 0xED, 0xF0, 0xFF]
        for _ in 0..<20_000 {
            var bytes = texts.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: place)
                case 1 where place < bytes.count: bytes.remove(at: place)
                case 2 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
                case 3: bytes.insert(contentsOf: (texts.randomElement(using: &random) ?? []).prefix(20), at: place)
                default: break
                }
            }
            try fuzzJSON(bytes)
        }
    }
}
