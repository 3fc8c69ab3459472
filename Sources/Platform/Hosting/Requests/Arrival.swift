import HTTP

/// A request that has found its operation and may call it.
struct Arrival: Sendable {
    let call: Call
    let path: PathParameters

    var request: Request { call.request }
}
