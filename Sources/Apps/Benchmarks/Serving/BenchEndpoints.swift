import API
import Model

/// What a JSON endpoint of ordinary size looks like: an identifier from the path, five fields from the body, two rules.
struct CreateMeasuredRun: Endpoint {
    typealias Output = MeasuredRun

    static let route = Route.post("/bench/experiments/{experiment}/runs")
    static let access = Access.signedIn
    static let summary = "Gives back what it was given."
    static let repetition = Repetition.harmless
    static let example = CreateMeasuredRun(
        experiment: 7, name: MeasuredRun.Name.example, status: "running", startTime: 1_700_000_000_000, step: 42,
        loss: 0.125)

    var experiment: Int
    var name: MeasuredRun.Name
    var status: String
    var startTime: Int64
    var step: Int
    var loss: Double
}

struct MeasuredRun: Codable, Sendable, Hashable {
    struct Name: RuledText {
        static let rule = TextRule(1...100)
        static let sample = "resnet-042"
        static let example = Name(unchecked: sample)

        let text: String

        init(_ accepted: TextRule.Accepted) { text = accepted.text }
        private init(unchecked text: String) { self.text = text }
    }

    var id: String
    var experiment: Int
    var name: Name
    var status: String
    var startTime: Int64
    var step: Int
    var loss: Double
}

/// Counts the bytes that it is sent.
struct CountBytes: RawEndpoint {
    static let route = Route.post("/upload")
    static let access = Access.signedIn
    static let summary = "Counts the bytes of its body."
    static let wire = WireForm.root
    static let takes = [MediaType.bytes]
    static let gives = [MediaType.text]
    static let limits = Limits(body: nil, deadline: nil)
    static let example = CountBytes()
}

/// Sends a large file.
struct SendFile: RawEndpoint {
    static let route = Route.get("/big")
    static let access = Access.signedIn
    static let summary = "Sends a large file."
    static let wire = WireForm.root
    static let gives = [MediaType.bytes]
    static let limits = Limits(body: 0, deadline: nil)
    static let example = SendFile()
}

/// A constant, as probes ask for it.
struct SayOK: RawEndpoint {
    static let route = Route.get("/health")
    static let access = Access.everyone(reason: "Whoever measures has no account.")
    static let summary = "Says OK."
    static let wire = WireForm.root
    static let gives = [MediaType.text]
    static let example = SayOK()
}

/// One of many routes that nobody asks for, beside which the measured one must be found.
struct Neighbor<Group: Numbered, Member: Numbered>: RawEndpoint {
    static var route: Route { Route.get("/bench/groups/g\(Group.number)/members/m\(Member.number)/{item}") }
    static var access: Access { Access.signedIn }
    static var summary: String { "Stands beside others." }
    static var gives: [MediaType] { [.text] }
    static var example: Neighbor { Neighbor(item: 1) }
    static var operationID: String { "Neighbor\(Group.number)Of\(Member.number)" }

    var item: Int
}

/// A number as a type: a route belongs to a type, and 200 are wanted.
protocol Numbered: Sendable { static var number: Int { get } }

enum Zero: Numbered { static let number = 0 }
enum After<Other: Numbered>: Numbered { static var number: Int { Other.number + 1 } }
