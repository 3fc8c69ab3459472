import API
import Database

extension OpenedDatabase {
    /// How the database is, for whoever asks whether the server is ready.
    func part(_ schema: SchemaState) async -> Readiness.Part {
        let status = await database.status()
        guard let version = status.version, status.problem == nil else {
            return .init(name: "database", state: .down, detail: status.problem ?? "It does not answer.")
        }
        if case .waiting(let why) = schema.current { return .init(name: "database", state: .down, detail: why) }
        return .init(name: "database", state: .ready, detail: version)
    }
}
