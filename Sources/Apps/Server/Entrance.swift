import HTTP
import Hosting
import Model

/// Finds out who makes a request. Accounts take this place over; it is asked once for each request.
struct Entrance: Sendable {
    private let whenDirect: Caller
    private let whenForwarded: Caller

    init(_ mode: AccountsMode) {
        switch mode {
        case .open:
            whenDirect = Caller(.open, permissions: .all, isLocal: true)
            whenForwarded = Caller(.open, permissions: .all)
        case .on:
            whenDirect = Caller(.anonymous, permissions: [], isLocal: true)
            whenForwarded = Caller(.anonymous, permissions: [])
        }
    }

    func caller(of request: Request) -> Recognition {
        // What came through a proxy comes from wherever the proxy's client is.
        let isDirect =
            request.peer.isLocal && request.header("x-forwarded-for") == nil && request.header("forwarded") == nil
            && request.header("via") == nil
        return .known(isDirect ? whenDirect : whenForwarded)
    }
}
