import JSON

/// A metric as an ordinary endpoint declares it.
struct Metric: Codable {
    var runID: String
    var key: String
    var value: Double
    var timestamp: Int
    var step: Int?
    enum CodingKeys: String, CodingKey { case runID = "run_id", key, value, timestamp, step }
}

/// The same metric, read and written by hand.
struct HotMetric: JSONRecord, JSONWritable {
    var runID: String
    var key: String
    var value: Double
    var timestamp: Int
    var step: Int?

    init(from fields: inout Fields) throws(JSONError) {
        runID = try fields["run_id"]
        key = try fields["key"]
        value = try fields["value"]
        timestamp = try fields["timestamp"]
        step = try fields["step"]
    }

    func write(to writer: inout Writer) {
        writer.openObject()
        writer.member("run_id", runID)
        writer.member("key", key)
        writer.member("value", value)
        writer.member("timestamp", timestamp)
        writer.member("step", step)
        writer.closeObject()
    }
}

/// A run with its metrics as an ordinary endpoint declares it.
struct RunRecord: Codable {
    var id: String
    var name: String
    var experiment: String
    var status: String
    var user: String
    var start: Int
    var end: Int?
    var lifecycle: String
    var artifacts: String
    var source: String
    var commit: String
    var branch: String
    var host: String
    var seed: Int
    var epochs: Int
    var rate: Double
    var resumed: Bool
    var best: Double?
    var notes: String
    var metrics: [Metric]

    enum CodingKeys: String, CodingKey {
        case id, name, status, commit, branch, host, seed, epochs, rate, resumed, best, notes, metrics
        case experiment = "experiment_id"
        case user = "user_id"
        case start = "start_time"
        case end = "end_time"
        case lifecycle = "lifecycle_stage"
        case artifacts = "artifact_uri"
        case source = "source_name"
    }
}

/// The same run, written by hand.
struct HotRun: JSONWritable {
    var run: RunRecord
    var metrics: [HotMetric]

    func write(to writer: inout Writer) {
        writer.openObject()
        writer.member("id", run.id)
        writer.member("name", run.name)
        writer.member("experiment_id", run.experiment)
        writer.member("status", run.status)
        writer.member("user_id", run.user)
        writer.member("start_time", run.start)
        writer.member("end_time", run.end)
        writer.member("lifecycle_stage", run.lifecycle)
        writer.member("artifact_uri", run.artifacts)
        writer.member("source_name", run.source)
        writer.member("commit", run.commit)
        writer.member("branch", run.branch)
        writer.member("host", run.host)
        writer.member("seed", run.seed)
        writer.member("epochs", run.epochs)
        writer.member("rate", run.rate)
        writer.member("resumed", run.resumed)
        writer.member("best", run.best)
        writer.member("notes", run.notes)
        writer.member("metrics", metrics)
        writer.closeObject()
    }
}
