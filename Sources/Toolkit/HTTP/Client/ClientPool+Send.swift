import Basics
import Sockets

extension ClientPool {
    /// Carries a request through all its attempts to its answer.
    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
        let options = settings.options
        let end = (request.options.deadline ?? options.timeouts.whole).map { ContinuousClock.now + $0 }
        var journey = Journey(request, options)
        while true {
            let outgoing = try OutgoingRequest(journey.request, settings, end: end)
            let step: Journey.Step
            do {
                let (connection, answer) = try await attempt(outgoing)
                step = journey.answered(to: answer)
                if step == .deliver { return HTTPClient.Response(answer, of: outgoing, on: connection) }
                // What the server says besides is of no interest.
                if answer.body == nil { await connection.abandon(answer.number) }
            } catch {
                step = journey.failed(error.error, wasKept: error.wasKept)
                if case .fail = step { throw error.error }
            }
            switch step {
            case .deliver, .redirected: continue
            case .fail(let reason):
                throw HTTPClientError(reason, at: outgoing.url.origin, mayHaveBeenCarriedOut: true)
            case .again(let wait): try await rest(wait, until: end, outgoing.url.origin)
            }
        }
    }

    /// A failure, and whether its connection had served before.
    private struct AttemptFailure: Error {
        let error: HTTPClientError
        var wasKept = false
    }

    private func attempt(
        _ request: OutgoingRequest
    ) async throws(AttemptFailure) -> (ClientConnection, ClientConnection.Answer) {
        let connection: ClientConnection
        if let kept = takeIdle(request.url.origin) {
            connection = kept
        } else {
            do {
                connection = try await acquire(request.url.origin, within: try request.timeLeft())
            } catch {
                throw AttemptFailure(error: error)
            }
        }
        let wasKept = isKept(connection)
        do {
            return (connection, try await connection.carryOut(request, settings.options))
        } catch {
            throw AttemptFailure(error: error, wasKept: wasKept)
        }
    }

    private func isKept(_ connection: ClientConnection) -> Bool { connection.assumeIsolated { $0.isKept } }

    private func rest(
        _ wait: Duration, until end: ContinuousClock.Instant?, _ origin: HTTPURL.Origin
    ) async throws(HTTPClientError) {
        if wait == .zero { return }
        if let end, .now + wait >= end { throw HTTPClientError(.timedOut(.whole), at: origin) }
        do { try await loop.sleep(for: wait) } catch { throw HTTPClientError(.cancelled, at: origin) }
    }
}

extension Journey {
    mutating func answered(to answer: ClientConnection.Answer) -> Step {
        guard answer.status >= 300 else { return .deliver }
        return answered(
            Int(answer.status), location: answer.headers["location"].map { Array($0.utf8) },
            retryAfter: answer.headers["retry-after"].flatMap { RetryAfter.seconds($0) })
    }
}

extension HTTPClient.Response {
    init(_ answer: ClientConnection.Answer, of request: OutgoingRequest, on connection: ClientConnection) {
        status = Status(answer.status)
        headers = answer.headers
        url = request.url
        body = ResponseBody(
            content: answer.body.map { .whole($0) } ?? .stream(ResponseStream(connection, answer.number)))
    }
}

/// The field that tells when to come back (RFC 9110 §10.2.3).
enum RetryAfter {
    /// Seconds from `now` on; a date that has passed is 0.
    static func seconds(_ text: String, now: Instant = .now) -> Int? {
        let bytes = Array(text.utf8)
        if bytes.allSatisfy(\.isDigit) { return (1...9).contains(bytes.count) ? Int(text) : nil }
        return HTTPDate.seconds(bytes.span).map { max(0, $0 - Int(now.milliseconds / 1000)) }
    }
}
