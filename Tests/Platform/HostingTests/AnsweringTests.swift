import API
import HTTP
import Hosting
import JSON
import Model
import Testing

@Suite("Answering", .timeLimit(.minutes(1))) struct AnsweringTests {
    let house: House

    init() throws { house = try House() }

    @Test func `every answer carries the request's id and what keeps browsers honest`() async throws {
        for (method, target) in [(Method.get, "/api/v1/notes/1"), (.get, "/nowhere"), (.options, "/api/v1/notes/1")] {
            let answer = try await house.send(method, target)
            #expect(answer.headers["x-request-id"]?.isEmpty == false)
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            #expect(answer.headers["cache-control"] == "no-store")
            #expect(answer.headers["strict-transport-security"] == nil)
        }
        let given = try await house.send(.get, "/api/v1/notes/404", headers: [("X-Request-Id", "job-7")])
        #expect(given.headers["x-request-id"] == "job-7")
        #expect(given["request_id"] == "job-7")
        let insane = try await house.send(.get, "/api/v1/notes/404", headers: [("X-Request-Id", "a<script>")])
        #expect(insane["request_id"] != "a<script>")
    }

    @Test func `a failure is a problem that says what, why and for whom`() async throws {
        let answer = try await house.send(.get, "/api/v1/notes/404")
        #expect(answer.status == 404)
        #expect(
            try answer.json() == [
                "type": "urn:apus:problem:not_found", "title": "Not found", "status": 404,
                "detail": "There is no such note.", "code": "not_found",
                "request_id": .string(answer.headers["x-request-id"] ?? ""),
            ])
    }

    @Test func `what is unexpected stays inside, and is whole in the log`() async throws {
        let answer = try await house.send(.get, "/api/v1/notes/500")
        #expect(answer.status == 500)
        #expect(answer["code"] == "internal_error")
        for secret in ["SELECT", "passwd", ".swift"] { #expect(!answer.text.contains(secret)) }
        #expect(house.logged.contains("SELECT secret FROM"))
        #expect(house.logged.contains(answer.headers["x-request-id"] ?? "?"))
    }

    @Test func `nothing at a path, or not by that method, is told apart`() async throws {
        let missing = try await house.send(.get, "/api/v1/note")
        #expect(missing.status == 404)
        #expect(missing["code"] == "unknown_operation")
        let method = try await house.send(.put, "/api/v1/notes/1")
        #expect(method.status == 405)
        #expect(method.headers["allow"] == "GET, HEAD, PATCH, DELETE")
        let options = try await house.send(.options, "/api/v1/notebooks/1/notes")
        #expect(options.status == 204)
        #expect(options.headers["allow"] == "GET, HEAD, POST")
    }

    @Test func `an answer names its revision, and a change must say which it means`() async throws {
        #expect(try await house.send(.get, "/api/v1/notes/1").tag == "3")
        let body = #"{"title":"bread"}"#
        let blind = try await house.send(.patch, "/api/v1/notes/1", body)
        #expect(blind.status == 428)
        let stale = try await house.send(.patch, "/api/v1/notes/1", body, headers: [("If-Match", "\"2\"")])
        #expect(stale.status == 412)
        #expect(stale["code"] == "precondition_failed")
        let weak = try await house.send(.patch, "/api/v1/notes/1", body, headers: [("If-Match", "W/\"3\"")])
        #expect(weak.status == 412)
        for match in ["\"3\"", "\"1\", \"3\"", "*"] {
            let good = try await house.send(.patch, "/api/v1/notes/1", body, headers: [("If-Match", match)])
            #expect(good.status == 200, "\(match)")
            #expect(good.tag == "4")
        }
        let wrong = try await house.send(.patch, "/api/v1/notes/1", body, headers: [("If-Match", "3")])
        #expect(wrong.status == 400)
        #expect(wrong["field"] == "If-Match")
    }

    @Test func `work beyond the caller's time is cancelled and told as timed out`() async throws {
        let gate = Gate()
        let house = try House(gate: gate)
        async let answer = house.send(
            .post, "/api/v1/notebooks/7/notes", #"{"title":"a","value":1}"#, headers: [("X-Request-Timeout", "0.001")])
        await gate.held(1)
        // Nothing but being cancelled lets the work go on.
        let late = try await answer
        #expect(late.status == 504)
        #expect(late["code"] == "timed_out")
    }

    @Test(arguments: ["", "-1", "1e3", "1.", ".5", "1.0000", "1234567", "abc", "1 "])
    func `a time-out that is none is refused`(text: String) async throws {
        let answer = try await house.send(.get, "/api/v1/notes/1", headers: [("X-Request-Timeout", text)])
        #expect(answer.status == (text == "1 " ? 200 : 400), "\(text)")
    }

    @Test func `MLflow's form is a property of an endpoint`() async throws {
        for base in ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"] {
            let good = try await house.send(
                .post, base + "/runs/log-metric", #"{"runId":"a","value":"NaN","step":"12","unknown":1}"#)
            #expect(good.status == 200)
            #expect(good.text == "{}")
            let bad = try await house.send(.post, base + "/runs/log-metric", #"{"run_id":"a","value":"x"}"#)
            #expect(bad.status == 400)
            #expect(bad["error_code"] == "INVALID_PARAMETER_VALUE")
            let missing = try await house.send(.post, base + "/runs/nothing", "{}")
            #expect(missing.status == 404)
            #expect(missing["error_code"] == "ENDPOINT_NOT_FOUND")
            let nobody = try await house.send(
                .post, base + "/runs/log-metric", "{}", headers: [("X-Caller", "nobody")])
            #expect(nobody.status == 401)
            #expect(nobody["error_code"] == "UNAUTHENTICATED")
        }
    }
}
