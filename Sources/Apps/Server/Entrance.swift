import HTTP
import Model

/// Finds out who makes a request. Accounts take this place over; it is asked once for each request.
struct Entrance: Sendable {
    private let whenDirect: Caller
    private let whenForwarded: Caller

    init(_ mode: AccountsMode) {
        switch mode {
        case .open:
            whenDirect = Caller(.open, permissions: Set(Permission.allCases), isLocal: true)
            whenForwarded = Caller(.open, permissions: Set(Permission.allCases))
        case .on:
            whenDirect = Caller(.anonymous, permissions: [], isLocal: true)
            whenForwarded = Caller(.anonymous, permissions: [])
        }
    }

    nonisolated(nonsending) func caller(of request: Request) async throws -> Caller {
        // What came through a proxy comes from wherever the proxy's client is.
        let isDirect =
            request.peer.isLocal && request.header("x-forwarded-for") == nil && request.header("forwarded") == nil
            && request.header("via") == nil
        return isDirect ? whenDirect : whenForwarded
    }
}
