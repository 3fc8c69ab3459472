import API
import JSON
import Model
import Testing

@Suite("Requests as they travel") struct RequestMessageTests {
    struct Find: Endpoint {
        static let route = Route.get("/a/{name/}/b/{path...}")
        static let access = Access.signedIn
        static let summary = "Finds."
        static let feature = Feature.service
        static let example = Find(name: "x", path: "y")
        var name: String
        var path: String
        var tags: [String]?
        var flag: Bool?
        var ratio: Double?
    }
    struct Make: Endpoint {
        static let route = Route.post("/a/{id}")
        static let access = Access.signedIn
        static let summary = "Makes."
        static let feature = Feature.service
        static let example = Make(id: 1, text: "x")
        var id: Int
        var text: String
    }

    @Test func `a request is path, query and body`() throws {
        let find = try RequestMessage(Find(name: "a/b ü", path: "c/d e", tags: ["x&y", "z"], flag: true, ratio: 0.5))
        #expect(find.target == "/api/v1/a/a%2Fb%20%C3%BC/b/c/d%20e?tags=x%26y&tags=z&flag=true&ratio=0.5")
        #expect(find.body == nil)
        let make = try RequestMessage(Make(id: 7, text: "\""))
        #expect(make.target == "/api/v1/a/7")
        #expect(make.body.map { String(decoding: $0, as: UTF8.self) } == #"{"text":"\""}"#)
    }

    @Test(arguments: ["", ".", ".."])
    func `what cannot stand in a path is refused`(name: String) {
        let failure = #expect(throws: Failure.self) { try RequestMessage(Find(name: name, path: "y")) }
        #expect(failure?.field == "name")
    }

    @Test func `a route knows its parts`() {
        #expect(Find.route.parameters == ["name", "path"])
        #expect(Find.route.path == "/a/{name}/b/{path}")
        #expect(Route.get("/").path == "/")
        #expect(Route.get("/a/{b}").segments == [.literal("a"), .parameter("b")])
    }
}
