import JSON
import Subprocesses

extension Examination {
    /// How the database is, as the server finds it with its own settings.
    func checkStorage() async -> [Finding] {
        guard let (output, ending) = try? await run("apus-server", ["--examine=storage", "--json"]) else {
            return [.bad("database", "apus-server cannot be asked", "install it beside apus")]
        }
        guard ending == .exited(0), let rows = (try? JSONValue(json: output))?.array else {
            return [.bad("database", output, "correct the settings; 'apus doctor --settings' shows what each may be")]
        }
        return rows.compactMap(\.object).map { row in
            Finding(
                subject: row["subject"]?.string ?? "",
                health: row["health"]?.string.flatMap(Finding.Health.init) ?? .bad,
                detail: row["detail"]?.string ?? "", advice: row["advice"]?.string ?? "")
        }
    }
}
