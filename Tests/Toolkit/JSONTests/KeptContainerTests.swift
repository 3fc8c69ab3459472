import JSON
import Testing

/// A decoder and an encoder hand their containers out again, but never one that somebody holds.
@Suite("Kept containers") struct KeptContainerTests {
    struct Tree: Codable, Equatable {
        var name: String
        var children: [Tree] = []
        var size = 0
    }

    @Test func `a type that holds itself is read and written`() throws {
        let leaf = Tree(name: "leaf", size: 1)
        let tree = Tree(name: "a", children: [leaf, Tree(name: "b", children: [leaf, leaf], size: 3), leaf], size: 7)
        let text = try tree.json()
        for _ in 0..<3 {
            #expect(try tree.json() == text)
            #expect(try Tree(json: text) == tree)
        }
    }

    enum Place: String, CodingKey { case x, y, inner }

    struct Pair: Decodable {
        let values: [Int]

        init(from decoder: any Decoder) throws {
            let one = try decoder.container(keyedBy: Place.self)
            let inner = try one.nestedContainer(keyedBy: Place.self, forKey: .inner)
            let other = try decoder.container(keyedBy: Place.self)
            values = [
                try one.decode(Int.self, forKey: .x), try inner.decode(Int.self, forKey: .x),
                try other.decode(Int.self, forKey: .y), try inner.decode(Int.self, forKey: .y),
                try one.decode(Int.self, forKey: .y),
            ]
        }
    }

    @Test func `containers of one type of keys are held side by side`() throws {
        var tape = Tape()
        for i in 0..<3 {
            try tape.scan(Array(#"{"x":\#(i),"inner":{"y":3,"x":4},"y":5}"#.utf8))
            #expect(try tape.decode(Pair.self).values == [i, 4, 5, 3, 5])
        }
    }

    /// Keeps its container, as nobody should.
    struct Hoarder: Decodable {
        let container: KeyedDecodingContainer<Place>
        let x: Int

        init(from decoder: any Decoder) throws {
            container = try decoder.container(keyedBy: Place.self)
            x = try container.decode(Int.self, forKey: .x)
        }
    }

    @Test func `a container that is held longer than its value is not handed out again`() throws {
        var tape = Tape()
        try tape.scan(Array(#"{"list":[{"x":1},{"x":2},{"x":3}]}"#.utf8))
        let hoarders = try tape.decode([String: [Hoarder]].self)["list"] ?? []
        #expect(hoarders.map(\.x) == [1, 2, 3])
        #expect(try hoarders.map { try $0.container.decode(Int.self, forKey: .x) } == [1, 2, 3])
        try tape.scan(Array(#"{"inner":{"x":8,"y":9},"x":6,"y":7}"#.utf8))
        #expect(try tape.decode(Pair.self).values == [6, 8, 7, 9, 7])
        _ = hoarders
    }

    @Test func `a container that outlives its document stops the process`() async {
        await #expect(processExitsWith: .failure) {
            let hoarder = try Hoarder(json: #"{"x":1}"#)
            _ = try hoarder.container.decode(Int.self, forKey: .x)
        }
    }

    struct Twice: Encodable {
        func encode(to encoder: any Encoder) throws {
            var one = encoder.container(keyedBy: Place.self)
            try one.encode(1, forKey: .x)
            var other = encoder.container(keyedBy: Place.self)
            try other.encode(2, forKey: .y)
            var inner = one.nestedContainer(keyedBy: Place.self, forKey: .inner)
            try inner.encode(3, forKey: .x)
        }
    }
    struct Late: Encodable {
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Place.self)
            var inner = container.nestedContainer(keyedBy: Place.self, forKey: .inner)
            try container.encode(1, forKey: .x)
            try inner.encode(2, forKey: .x)
        }
    }

    @Test func `containers are written side by side, and none after the next one was begun`() throws {
        for _ in 0..<3 {
            #expect(try String(decoding: Twice().json(), as: UTF8.self) == #"{"x":1,"y":2,"inner":{"x":3}}"#)
            #expect(throws: JSONError.self) { try Late().json() }
        }
    }

    @Test func `many tasks read and write at once`() async throws {
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<500).allSatisfy { i in
                        let tree = Tree(name: "\(task)", children: [Tree(name: "\(i)", size: i)], size: task)
                        return (try? Tree(json: tree.json())) == tree
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
