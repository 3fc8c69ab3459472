import HTTP
import Lifecycle
import Settings
import Sockets
import TestSupport
import Testing

@testable import Server

/// The server as it is assembled, on a port of its own.
struct Instance {
    let assembly: Assembly
    private let folder: TemporaryFolder

    init(_ environment: [String: String] = [:]) async throws {
        folder = try TemporaryFolder()
        let own = [
            "APUS_LISTEN": "127.0.0.1:0", "APUS_HTTP_LOOPS": "1", "APUS_LOG_LEVEL": "fatal", "APUS_DATA": folder.path,
        ]
        assembly = try await Assembly(ServerSettings(environment: own.merging(environment) { _, given in given }))
    }

    /// Where it listens, as a URL.
    var place: String { assembly.listeners.map(\.place).first ?? "" }

    /// Serves while `body` runs.
    func serving<Answer: Sendable>(_ body: @Sendable () async throws -> Answer) async throws -> Answer {
        let stop = Stop()
        let assembly = assembly
        async let served: Void = assembly.serve(until: stop)
        do {
            let answer = try await body()
            stop.request()
            try await served
            return answer
        } catch {
            stop.request()
            throw error
        }
    }
}
