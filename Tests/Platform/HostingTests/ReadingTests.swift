import HTTP
import Hosting
import JSON
import Testing

@Suite("Reading requests", .timeLimit(.minutes(1))) struct ReadingTests {
    let house: House

    init() throws { house = try House() }

    @Test func `parameters come from path, body and query`() async throws {
        let created = try await house.send(
            .post, "/api/v1/notebooks/7/notes", #"{"title":"milk","value":0.5,"color":"red","tags":["a"],"limit":5}"#)
        #expect(created.status == 201)
        #expect(try created.json() == ["id": 1, "title": "milk", "version": 1])

        let list = try await house.send(.get, "/api/v1/notebooks/7/notes?limit=2&title=a%20b+c&tags=x&tags=y")
        #expect(list.status == 200)
        #expect(try list.json()["items"]?.array?.count == 2)

        let deleted = try await house.send(.delete, "/api/v1/notes/a%2Fb?force=true")
        #expect(deleted.status == 204)
        #expect(deleted.text.isEmpty)
    }

    /// A body, the field that is wrong, and what is said of it.
    static let refusals: [(body: String, field: String?, detail: String)] = [
        (#"{"value":1}"#, "title", "is missing"),
        (#"{"title":"a","value":"x"}"#, "value", "expected a number, found a string"),
        (#"{"title":1,"value":1}"#, "title", "expected a string, found a number"),
        (#"{"title":null,"value":1}"#, "title", "expected a string, found null"),
        (#"{"title":"a","value":1,"color":"blue"}"#, "color", ""),
        (#"{"title":"a","value":1,"tags":[1]}"#, "tags[0]", "expected a string, found a number"),
        (#"{"title":"a","value":1,"limit":0}"#, "limit", "expected a whole number from 1 to 1000, found 0"),
        (#"{"title":"a","value":1,"tittle":"b"}"#, "tittle", "there is no such field: did you mean title?"),
        (#"{"title":"a","value":1,"notebook":8}"#, "notebook", "given twice"),
        (#"{"title":"a","title":"b","value":1}"#, "title", "given twice"),
        (#"{"title":"a","value":1"#, nil, "the body is not JSON: the text ends too early, at byte 22"),
        (#"[1]"#, nil, "expected an object, found an array"),
        (#"{"title":"a","value":1e999}"#, "value", "out of the range of Double"),
    ]

    @Test(arguments: refusals.indices)
    func `an error names the field that is wrong`(index: Int) async throws {
        let (body, field, detail) = Self.refusals[index]
        let answer = try await house.send(.post, "/api/v1/notebooks/7/notes", body)
        #expect(answer.status == 400)
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(answer["code"] == "invalid")
        #expect(answer["field"] == field, "\(body): \(answer.text)")
        #expect(answer["detail"]?.contains(detail) == true, "\(body): \(answer.text)")
    }

    @Test func `an unknown or doubled name in the query is refused`() async throws {
        let unknown = try await house.send(.get, "/api/v1/notebooks/7/notes?limi=2")
        #expect(unknown.status == 400)
        #expect(unknown["field"] == "limi")
        #expect(unknown["detail"] == "there is no such field: did you mean limit?")
        let doubled = try await house.send(.get, "/api/v1/notebooks/7/notes?limit=2&limit=3")
        #expect(doubled.status == 400)
        #expect(doubled["field"] == "limit")
        let pathAgain = try await house.send(.get, "/api/v1/notebooks/7/notes?notebook=8")
        #expect(pathAgain.status == 400)
        #expect(pathAgain["field"] == "notebook")
    }

    @Test(arguments: ["+7", "07", "7.0", " 7", "x", "9223372036854775808", "%37x"])
    func `a number in a path has one spelling`(text: String) async throws {
        let path = text.replacing(" ", with: "%20")
        let answer = try await house.send(.get, "/api/v1/notebooks/\(path)/notes")
        #expect(answer.status == 400, "\(text): \(answer.text)")
        #expect(answer["field"] == "notebook")
    }

    @Test func `a body that is no JSON by its own account is refused`() async throws {
        for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"] {
            let answer = try await house.send(
                .post, "/api/v1/notebooks/7/notes", "{}", headers: [("Content-Type", type)])
            #expect(answer.status == 415, "\(type)")
            #expect(answer["code"] == "unsupported")
        }
        let good = try await house.send(
            .post, "/api/v1/notebooks/7/notes", #"{"title":"a","value":1}"#,
            headers: [("Content-Type", "Application/JSON ; charset=utf-8")])
        #expect(good.status == 201)
    }

    @Test func `a body up to the limit is taken, and one byte more is not`() async throws {
        let shell = #"{"title":"","value":1}"#
        func body(_ size: Int) -> String {
            #"{"title":""# + String(repeating: "a", count: size - shell.utf8.count) + #"","value":1}"#
        }
        #expect(try await house.send(.post, "/api/v1/notebooks/7/notes", body(1000)).status == 201)
        let large = try await house.send(.post, "/api/v1/notebooks/7/notes", body(1001))
        #expect(large.status == 413)
        #expect(large["code"] == "too_large")
    }

    @Test func `a raw endpoint has its parameters beside its body`() async throws {
        let answer = try await house.send(
            .put, "/api/v1/files/a/b.txt?part=3", "12345", headers: [("Content-Type", "application/octet-stream")])
        #expect(answer.text == "a/b.txt 5 3")
    }
}
