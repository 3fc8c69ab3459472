import API
import HTTP
import JSON
import Model
import Testing

@testable import Client

@Suite("What the client makes of answers") struct ClientFailureTests {
    @Test(arguments: Failure.Code.allCases)
    func `a failure travels there and back`(code: Failure.Code) throws {
        let failure = Failure(
            code, "It did not work.", field: "a[1].b", details: [Failure.Detail(field: "c", message: "d")])
        let fault = WireForm.apus.fault(failure, "r-7")
        #expect(fault.status == code.status)
        let back = Failure(status: fault.status, retryAfter: "3", body: fault.body)
        #expect(back.code == code)
        #expect(back.field == failure.field)
        #expect(back.details == failure.details)
        #expect(back.retryAfter == .seconds(3))
        #expect(back.message.hasPrefix(failure.message))
        #expect(back.message.contains("r-7") == (code == .internalError))
    }

    @Test func `what is no problem of ours is told by its status`() {
        func failure(_ status: Int, _ body: String) -> Failure {
            Failure(status: status, retryAfter: nil, body: Array(body.utf8))
        }
        #expect(failure(502, "<html>").code == .unavailable)
        #expect(failure(500, "").code == .unavailable)
        #expect(failure(404, "").code == .notFound)
        #expect(failure(418, "").code == .invalid)
        #expect(failure(302, "").code == .invalid)
        #expect(failure(429, #"{"code":"brand_new","detail":"Slow down."}"#) == Failure(.tooMany, "Slow down."))
    }

    @Test func `each reason has its advice`() throws {
        let place = try ServerPlace("http://localhost:8000/")
        let refused = Failure(HTTPClientError(.refused), at: place)
        #expect(
            refused
                == Failure(
                    .unavailable,
                    "Nothing listens at http://localhost:8000. Start the server, or set APUS_SERVER to where it is."))
        let cut = Failure(HTTPClientError(.closed(.answer), mayHaveBeenCarriedOut: true), at: place)
        #expect(cut.code == .unavailable)
        #expect(cut.message.hasSuffix("It may have done what it was asked."))
        #expect(Failure(HTTPClientError(.timedOut(.answer)), at: place).code == .timedOut)
    }

    @Test func `a place is a URL or a socket`() throws {
        for good in ["http://localhost:8000", "https://ml.example.org/apus/", "unix:/run/apus.sock", "http://[::1]:1"] {
            #expect(throws: Never.self) { try ServerPlace(good) }
        }
        for bad in ["", "localhost:8000", "ftp://a", "http://", "http://a b", "http://a?b", "http://a#b", "unix:a"] {
            #expect(throws: Failure.self, "\(bad)") { try ServerPlace(bad) }
        }
        #expect(throws: Failure.self) { try APIClient(ServerPlace("http://a"), token: "a\r\nb") }
    }
}
