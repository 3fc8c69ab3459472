import API
import HTTP
import Hosting
import Model

/// Starts a run: five fields and one from the path in, seven out.
struct StartRun: Endpoint {
    struct Output: Codable, Sendable {
        var id: Int
        var experiment: Int
        var owner: String
        var name: String
        var status: String
        var step: Int
        var loss: Double
    }

    static let route = Route.post("/bench/experiments/{experiment}/runs")
    static let access = Access.permission(.readSystem)
    static let summary = "Starts a run."
    static let feature = Feature.service
    static let success = Success.created
    static let example = StartRun(
        experiment: 7, name: "resnet-042", status: "running", startTime: 1_700_000_000_000, step: 42, loss: 0.125)

    var experiment: Int
    var name: String
    var status: String
    var startTime: Int
    var step: Int
    var loss: Double
}

/// Reads a row by its key: an account of `pgbench`.
struct GetAccount: Endpoint {
    struct Output: Codable, Sendable {
        var account: Int
        var balance: Int
    }

    static let route = Route.get("/bench/accounts/{account}")
    static let access = Access.permission(.readSystem)
    static let summary = "Reads an account."
    static let feature = Feature.service
    static let example = GetAccount(account: 7)

    var account: Int
}

/// Says a constant.
struct GetConstant: RawEndpoint {
    static let route = Route.get("/health")
    static let access = Access.everyone(reason: "It is a benchmark.")
    static let summary = "Says OK."
    static let feature = Feature.service
    static let wire = WireForm.root
    static let gives = [MediaType.text]
    static let example = GetConstant()
}

/// Gives a large file.
struct GetBig: RawEndpoint {
    static let route = Route.get("/big")
    static let access = Access.everyone(reason: "It is a benchmark.")
    static let summary = "Gives a large file."
    static let feature = Feature.service
    static let wire = WireForm.root
    static let limits = Limits(deadline: nil)
    static let gives = [MediaType.bytes]
    static let example = GetBig()
}

/// Counts a large body.
struct SendBig: RawEndpoint {
    static let route = Route.post("/upload")
    static let access = Access.everyone(reason: "It is a benchmark.")
    static let summary = "Counts what is sent."
    static let feature = Feature.service
    static let wire = WireForm.root
    static let limits = Limits(body: nil, deadline: nil)
    static let takes = [MediaType.bytes]
    static let gives = [MediaType.text]
    static let example = SendBig()
}

/// Tells of a few events, and ends.
struct GetEvents: RawEndpoint {
    static let route = Route.get("/events")
    static let access = Access.everyone(reason: "It is a benchmark.")
    static let summary = "Tells of ten events."
    static let feature = Feature.service
    static let wire = WireForm.root
    static let limits = Limits(deadline: nil)
    static let gives = [MediaType.events]
    static let example = GetEvents()
}

/// A number as a type, so that many operations can be made of one.
protocol TypedNumber: Sendable { static var number: Int { get } }
enum Zero: TypedNumber { static let number = 0 }
enum Next<Before: TypedNumber>: TypedNumber { static var number: Int { Before.number + 1 } }

/// One of the many operations that stand beside the one that is called.
struct GetPart<Number: TypedNumber>: Endpoint {
    static var route: Route { .get("/bench/resources\(Number.number % 50)/{id}/parts\(Number.number / 50)/{part}") }
    static var access: Access { .signedIn }
    static var summary: String { "Stands beside." }
    static var feature: Feature { .service }
    static var operationID: String { "GetPart\(Number.number)" }
    static var example: GetPart { GetPart(id: 1, part: "a") }

    var id: Int
    var part: String
}
