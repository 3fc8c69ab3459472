import API
import HTTP
import JSON
import Model

/// Reads an operation's parameters from the three places where a request keeps them.
final class RequestReader<Parameters: Contract>: Sendable {
    private let fields: FieldNames?
    private let pathNames: [[UInt8]]
    private let rules: JSONRules
    private let takesJSON: Bool
    private let limits: Limits
    private let json = MediaType.json
    /// What an operation without parameters is always called with.
    let only: Parameters?

    init() throws {
        let names = try SchemaReader().properties(of: Parameters.self).properties.map(\.name)
        fields = Parameters.wire.unknownFields == .refused ? FieldNames(names) : nil
        pathNames = Parameters.route.parameters.map { Array($0.utf8) }
        rules = Parameters.wire.rules
        takesJSON = Parameters.takesJSON
        limits = Parameters.limits
        only = names.isEmpty ? try Parameters(json: "{}") : nil
    }

    /// The body of a request whose parameters come in one; refuses what is too large or no JSON by its own account.
    nonisolated(nonsending) func body(of request: Request) async throws -> ArraySlice<UInt8> {
        guard takesJSON else { return [] }
        let body = limits.takesGzip ? request.body.inflated : request.body
        return try checked(try await body.collect(upTo: limits.body ?? .max), of: request)
    }

    /// The same, if it has come with the head; `nil` for one that must be waited for, unpacked or refused.
    func bodyAtHand(of request: Request) throws -> ArraySlice<UInt8>? {
        guard takesJSON else { return [] }
        guard let bytes = request.body.atHand, bytes.count <= limits.body ?? .max else { return nil }
        return try checked(bytes, of: request)
    }

    private func checked(_ body: ArraySlice<UInt8>, of request: Request) throws(Failure) -> ArraySlice<UInt8> {
        guard body.isEmpty || json.isNamed(by: request.header("content-type")) else {
            throw Failure(.unsupported, "The body must be JSON: send Content-Type: application/json.")
        }
        return body
    }

    /// The parameters of a request whose body holds none.
    func parameters(of call: Call) throws -> Parameters { try parameters(of: call.arrival, body: []) }

    /// The parameters; an error names the field that is wrong.
    func parameters(of arrival: Arrival, body: ArraySlice<UInt8>) throws -> Parameters {
        let query = arrival.request.query == nil ? nil : try Query(arrival.request.query)
        do throws(JSONError) {
            var tape = body.isEmpty ? Tape() : try Tape(body.span)
            for index in pathNames.indices {
                let (name, value) = (pathNames[index], arrival.path[index])
                try tape.add(name.span, value.span)
            }
            if let query { for pair in query.pairs { try tape.add(pair.name.span, pair.value.span) } }
            try fields?.check(tape.root(rules))
            return try tape.decode(Parameters.self, rules: rules)
        } catch { throw Failure(error) }
    }
}

extension Failure {
    /// What is wrong with a document, in the words of the API.
    init(_ error: JSONError) {
        let field = error.path.isEmpty ? nil : error.path
        switch error.reason {
        case .tooLarge, .tooManyValues: self.init(.tooLarge, error.message, field: field)
        case .missing, .mismatch, .outOfRange, .notFinite, .refused, .duplicate:
            self.init(.invalid, error.message, field: field)
        default: self.init(.invalid, "the body is not JSON: \(error.message), at byte \(error.offset)")
        }
    }
}
