import Sockets

/// What a connection does without its task, and where that ends.
extension Wire {
    /// What takes waiting, or ends the connection.
    enum Step {
        case wait(Interest, seconds: Int)
        /// There are answers that the kernel does not take.
        case blocked
        /// What is left of handling a request.
        case work(Request, Handling.Work)
        /// An answer of which some may have to wait for room, or be made first.
        indirect case answer(Request, Response, (any Error)?, keepsAlive: Bool)
        case refuse(Refusal)
        /// The last answer has been given, and is still to be sent.
        case last
        case end
    }

    /// Serves requests until one takes waiting, or there is none.
    mutating func advance(_ connection: Connection) throws -> Step {
        while true {
            switch try nextHead() {
            case .stuck(let step): return step
            case .head(let base): if let step = try serve(at: base, of: connection) { return step }
            }
        }
    }

    /// Serves the request whose head begins at `base`; `nil` when it is answered and the next one may come.
    private mutating func serve(at base: Int, of connection: Connection) throws -> Step? {
        let request = begin(at: base, of: connection)
        if let refused = refused.take() { return try finish(request, refused, nil) }
        switch core.application.begin(request) {
        case .answered(let response):
            hadToWait = false
            return try finish(request, response, nil)
        case .waiting(let work):
            hadToWait = true
            return .work(request, work)
        }
    }
}
