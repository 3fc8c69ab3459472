import API
import HTTP
import Hosting
import JSON
import Model
import Testing

@Suite("Paging", .timeLimit(.minutes(1))) struct PagingTests {
    private static let list = "/api/v1/notebooks/7/notes"

    private func next(_ house: House, _ target: String = list + "?limit=2", as caller: String = "admin") async throws
        -> String
    {
        try #require(try await house.send(.get, target, headers: [("X-Caller", caller)])["next"])
    }

    @Test func `following the tokens gives every item once`() async throws {
        let house = try House()
        var ids: [Int64] = []
        var target: String? = Self.list + "?limit=2"
        while let current = target {
            let answer = try await house.send(.get, current)
            #expect(answer.status == 200)
            ids += try answer.json()["items"]?.array?.compactMap { $0["id"]?.integer } ?? []
            target = answer["next"].map { Self.list + "?limit=2&after=" + $0 }
        }
        #expect(ids == [0, 1, 2, 3, 4])
    }

    @Test func `the size of pages may change on the way`() async throws {
        let house = try House()
        let answer = try await house.send(.get, Self.list + "?limit=50&after=" + next(house))
        #expect(try answer.json()["items"]?.array?.count == 3)
    }

    @Test func `a token is good for its list and its caller alone`() async throws {
        let house = try House()
        let token = try await next(house)
        for (target, caller) in [
            ("/api/v1/notebooks/8/notes?after=" + token, "admin"), (Self.list + "?title=a&after=" + token, "admin"),
            (Self.list + "?tags=a&after=" + token, "admin"), (Self.list + "?after=" + token, "somebody"),
        ] {
            let answer = try await house.send(.get, target, headers: [("X-Caller", caller)])
            #expect(answer.status == 400, "\(target) as \(caller)")
            #expect(answer["field"] == "after")
        }
        let other = try House(key: [4, 5, 6])
        #expect(try await other.send(.get, Self.list + "?after=" + token).status == 400)
    }

    @Test func `no token with a changed, missing or further character is taken`() async throws {
        let house = try House()
        let token = Array(try await next(house).utf8)
        var forged: Set<[UInt8]> = []
        for place in token.indices {
            for character in "Aa0-_".utf8 where character != token[place] {
                var copy = token
                copy[place] = character
                forged.insert(copy)
            }
            forged.insert(Array(token[..<place]))
        }
        forged.insert(token + Array("A".utf8))
        forged.insert(token + token)
        for bytes in forged where !bytes.isEmpty {
            let answer = try await house.send(.get, Self.list + "?after=" + String(decoding: bytes, as: UTF8.self))
            #expect(answer.status == 400, "\(String(decoding: bytes, as: UTF8.self))")
            #expect(answer["field"] == "after")
        }
        #expect(forged.count > 100)
    }
}
