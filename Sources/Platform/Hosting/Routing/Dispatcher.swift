import API
import HTTP
import Model
import Observability

/// Leads each request to its operation, and each failure to its caller.
///
/// All that need not wait is done in plain functions: each asynchronous one more costs as much as finding a route.
package final class Dispatcher: Sendable {
    private let router: Router<ServedOperation>
    private let recognize: Recognize
    private let tools: HostingTools
    private let wires: [WireForm]
    private let reporter: FailureReporter
    private let tracer: Tracer
    private let lost: @Sendable (Response, Request) -> Response

    /// Refuses operations of which two match one path. `lost` words anew what is answered where there is nothing.
    package init(
        _ routes: Routes, log: Log, tracer: Tracer,
        lost: @escaping @Sendable (Response, Request) -> Response = { response, _ in response },
        recognize: @escaping Recognize
    ) throws {
        var router = Router<ServedOperation>()
        for operation in routes.all {
            for pattern in operation.patterns { try router.add(operation.method, pattern, operation) }
        }
        self.router = router
        self.recognize = recognize
        self.tracer = tracer
        self.lost = lost
        tools = routes.tools
        wires = routes.wires
        reporter = FailureReporter(log: log)
    }

    package nonisolated(nonsending) func respond(to request: Request) async throws -> Response {
        switch begin(request) {
        case .answered(let response): return response
        case .waiting(let work): return try await work()
        }
    }

    /// Does what need not wait for a request: all of it, if its operation can.
    package func begin(_ request: Request) -> Handling {
        let arrival = Arrival(request, router, tracer)
        guard let operation = arrival.operation else { return .answered(unserved(arrival)) }
        do {
            switch try recognize(request) {
            case .known(let caller): return try enter(arrival, operation, caller)
            case .asked(let ask): return .waiting { try await self.answer(arrival, operation, asking: ask) }
            }
        } catch { return .answered(failed(error, arrival)) }
    }

    /// Lets the caller in, and does at once what can be done at once.
    private func enter(_ arrival: Arrival, _ operation: ServedOperation, _ caller: Caller) throws -> Handling {
        try operation.access.check(caller)
        let request = arrival.request
        let precondition = try request.header("if-match").map { try Precondition(ifMatch: $0) } ?? .none
        let patience = try request.header("x-request-timeout").map { Patience(try RequestTimeout.read($0)) }
        let call = Call(arrival, by: caller, precondition, patience, tools)
        guard var response = try operation.work.prompt?(call) else { return .waiting(work(of: operation, for: call)) }
        finish(&response, arrival)
        return .answered(response)
    }

    /// What is left of a call that takes waiting. One function, for each asynchronous call within another has its
    /// price; without a list of what it captures, for with one it would leave the loop of its caller.
    private func work(of operation: ServedOperation, for call: Call) -> Handling.Work {
        {
            do {
                var response =
                    call.patience == nil && !operation.hasOwnDeadline
                    ? try await operation.work.patient(call) : try await operation.answerInTime(call)
                self.finish(&response, call.arrival)
                return response
            } catch let lost as ConnectionLost { throw lost } catch { return self.failed(error, call.arrival) }
        }
    }

    /// Answers a request when somebody else has said who makes it.
    private nonisolated(nonsending) func answer(
        _ arrival: Arrival, _ operation: ServedOperation, asking ask: Recognition.Asking
    ) async throws -> Response {
        let handling: Handling
        do { handling = try enter(arrival, operation, try await ask()) } catch let lost as ConnectionLost {
            throw lost
        } catch { return failed(error, arrival) }
        switch handling {
        case .answered(let response): return response
        case .waiting(let work): return try await work()
        }
    }

    // MARK: Answers

    /// The answer to what leads to no operation.
    private func unserved(_ arrival: Arrival) -> Response {
        var path = PathParameters(arrival.request.path)
        switch router.route(arrival.request, &path) {
        case .found, .missing: return failed(Failure(.unknownOperation, "There is nothing at this path."), arrival)
        case .options(let methods):
            var response = Response(.noContent)
            response.headers.add("allow", methods.list)
            finish(&response, arrival)
            return response
        case .notAllowed(let methods):
            let detail = "This path does not take \(arrival.request.method.name)."
            return failed(Refusal(.methodNotAllowed, detail, allow: methods), arrival)
        case .refused(let refusal): return failed(refusal, arrival)
        }
    }

    private func failed(_ error: any Error, _ arrival: Arrival) -> Response {
        let wire = arrival.operation?.wire ?? wire(of: arrival.request)
        var response = reporter.response(to: error, in: wire, arrival)
        finish(&response, arrival)
        return response
    }

    private func finish(_ response: inout Response, _ arrival: Arrival) {
        response.finish(arrival)
        if response.status.code == 404 { response = lost(response, arrival.request) }
    }

    /// The form in which whoever asks below one of its bases expects an answer.
    private func wire(of request: Request) -> WireForm {
        let path = request.path
        return wires.first { wire in
            wire.bases.contains { base in
                !base.isEmpty && path.starts(with: base.utf8)
                    && (path.count == base.utf8.count || path.dropFirst(base.utf8.count).first == 0x2F)
            }
        } ?? .root
    }
}
