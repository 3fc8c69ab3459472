import Sockets

extension HTTPClientError {
    /// What a read or a write met.
    init(system error: SystemError, _ phase: Phase) {
        self.init(error.isHangUp ? .closed(phase) : error.isTimeOut ? .timedOut(phase) : .system(error.code))
    }

    init(_ error: ConnectError, to origin: HTTPURL.Origin) {
        let reason: Reason =
            switch error {
            case .unknownHost(let why): .unknownHost(why)
            case .tooManyLookups: .tooManyWaiting
            case .lookupTimedOut: .timedOut(.resolving)
            case .forbidden: .forbiddenAddress
            case .refused: .refused
            case .timedOut: .timedOut(.connecting)
            case .system(let error): .system(error.code)
            case .cancelled: .cancelled
            }
        self.init(reason, at: origin)
    }

    /// Whether the server ended the connection, by closing it or by a reset.
    var isClosure: Bool { if case .closed = reason { true } else { false } }
}

extension Stream {
    func attemptRead(
        into bytes: inout [UInt8], _ range: Range<Int>, _ phase: HTTPClientError.Phase
    ) throws(HTTPClientError) -> Int? {
        do { return try read(into: &bytes, range) } catch { throw HTTPClientError(system: error, phase) }
    }

    func attemptWrite(_ bytes: Span<UInt8>, _ phase: HTTPClientError.Phase) throws(HTTPClientError) -> Int? {
        do { return try write(bytes) } catch { throw HTTPClientError(system: error, phase) }
    }
}

extension Stream.Handle {
    func wait(_ interest: Interest, _ phase: HTTPClientError.Phase, seconds: Int) async throws(HTTPClientError) {
        switch await wait(interest, seconds: seconds) {
        case .ready, .draining: return
        case .timedOut: throw HTTPClientError(.timedOut(phase))
        case .interrupted: throw HTTPClientError(.cancelled)
        }
    }
}
