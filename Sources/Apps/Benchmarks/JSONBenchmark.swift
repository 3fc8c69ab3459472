import Foundation
import JSON

/// JSON against Foundation's coders.
struct JSONBenchmark {
    private let id = "0123456789abcdef0123456789abcdef"

    private func metric(_ i: Int, _ value: Double) -> String {
        #"{"run_id":"\#(id)","key":"metric_\#(i % 10)","value":\#(value),"#
            + #""timestamp":\#(1_700_000_000_000 + i),"step":\#(i)}"#
    }
    private var one: [UInt8] {
        Array(#"{"run_id":"\#(id)","key":"loss","value":0.5,"timestamp":1700000000000,"step":7}"#.utf8)
    }
    private var runText: [UInt8] {
        let metrics = (0..<10).map { metric($0, Double($0) / 64 + 0.3) }.joined(separator: ",")
        let text = """
            {"id":"\(id)","name":"baseline","experiment_id":"42","status":"RUNNING","user_id":"ada",\
            "start_time":1700000000000,"end_time":1700000009999,"lifecycle_stage":"active",\
            "artifact_uri":"s3://bucket/experiments/42/\(id)/artifacts","source_name":"train.py",\
            "commit":"da39a3ee5e6b4b0d3255bfef95601890afd80709","branch":"main","host":"node-17.example",\
            "seed":1234,"epochs":90,"rate":0.0003,"resumed":false,"best":0.1234567,\
            "notes":"first try, \\"warm\\" start","metrics":[\(metrics)]}
            """
        return Array(text.utf8)
    }

    func run() throws {
        var table = Table("JSON, best of 40 rounds in turn; MB are 10^6 bytes")
        try scanning(&table)
        try body(&table)
        try reading(&table)
        try writing(&table)
        table.show()
    }

    private func list(_ count: Int, _ element: (Int) -> String) -> [UInt8] {
        Array("[\((0..<count).map(element).joined(separator: ","))]".utf8)
    }

    private func scanning(_ table: inout Table) throws {
        var tape = Tape()
        let texts = [
            ("scan 1,000 metrics", list(1_000) { metric($0, Double($0) / 64) }, 1_500.0),
            ("scan 100 run records", list(100) { _ in String(decoding: runText, as: UTF8.self) }, 0),
            ("scan 1,000 Japanese notes", list(1_000) { #"{"note":"\#($0) 学習率を下げたら損失が安定した。次は正則化を試す","key":"損失"}"# }, 0),
            ("scan 1,000 long numbers", list(1_000) { "\(Double($0) / 7)" }, 0),
        ]
        for (name, text, goal) in texts {
            let own = try Measurement.of { try tape.scan(text) }
            let rate = own.megabytesPerSecond(text.count)
            table.row(
                name, own.text(text.count), goal: goal > 0 ? "1,500 MB/s" : "", met: goal > 0 ? rate >= goal : nil)
        }
    }

    private func body(_ table: inout Table) throws {
        var tape = Tape()
        let one = one
        let data = Data(one)
        let foundation = JSONDecoder()
        let body = Array(#"{"key":"loss","value":0.5,"timestamp":1700000000000}"#.utf8)
        let id = Array(id.utf8)
        let (name, step, seven) = (Array("run_id".utf8), Array("step".utf8), Array("7".utf8))
        let costs = try Measurement.inTurn([
            { keep(try foundation.decode(Metric.self, from: data)) },
            {
                try tape.scan(one)
                keep(try tape.decode(Metric.self))
            },
            { keep(try Metric(json: one)) },
            {
                try tape.scan(body)
                try tape.add(name.span, id.span)
                try tape.add(step.span, seven.span)
                keep(try tape.decode(Metric.self))
            },
            {
                try tape.scan(one)
                keep(try tape.read(HotMetric.self))
            },
        ])
        let (peer, own, whole, joined, hand) = (costs[0], costs[1], costs[2], costs[3], costs[4])
        table.row("five fields, Foundation", peer.text(one.count))
        table.compare("five fields, Codable", own, peer, one.count, 7, allocations: 2)
        table.compare("five fields, Codable, init(json:)", whole, peer, one.count, 0)
        table.compare("body, path and query together, Codable", joined, peer, one.count, 0, allocations: 2)
        table.compare("five fields, by hand", hand, peer, one.count, 0)
    }

    private func reading(_ table: inout Table) throws {
        var tape = Tape()
        let text = list(1_000) { metric($0, Double($0) / 64) }
        let data = Data(text)
        let foundation = JSONDecoder()
        let costs = try Measurement.inTurn([
            { keep(try foundation.decode([Metric].self, from: data)) },
            {
                try tape.scan(text)
                keep(try tape.decode([Metric].self))
            },
            {
                try tape.scan(text)
                keep(try tape.read([HotMetric].self))
            },
        ])
        let (peer, own, hand) = (costs[0], costs[1], costs[2])
        table.row("1,000 metrics, Foundation", peer.text(text.count))
        table.compare("1,000 metrics, Codable", own, peer, text.count, 6)
        let rate = hand.megabytesPerSecond(text.count)
        table.row(
            "1,000 metrics, by hand", hand.text(text.count), hand.ratio(peer), goal: "550 MB/s", met: rate >= 550)
    }

    private func writing(_ table: inout Table) throws {
        var tape = Tape()
        try tape.scan(runText)
        let record = try tape.decode(RunRecord.self)
        guard let metrics = tape.root().member("metrics") else { return }
        let hot = HotRun(run: record, metrics: try [HotMetric](metrics))
        let records = Array(repeating: record, count: 1_000)
        let hots = Array(repeating: hot, count: 1_000)
        var writer = Writer()
        try writer.encode(records)
        let size = writer.count
        let again = try JSONDecoder().decode([RunRecord].self, from: Data(writer.bytes))
        precondition(
            again.count == 1_000 && again[999].notes == record.notes
                && again[5].metrics[4].value == record.metrics[4].value)
        let foundation = JSONEncoder()
        let costs = try Measurement.inTurn([
            { keep(try foundation.encode(records)) },
            {
                writer.clear()
                try writer.encode(records)
            },
            {
                writer.clear()
                hots.write(to: &writer)
            },
        ])
        let (peer, own, hand) = (costs[0], costs[1], costs[2])
        precondition(writer.count == size)
        table.row("1,000 run records, Foundation", peer.text(size))
        table.compare("1,000 run records, Codable", own, peer, size, 5)
        let rate = hand.megabytesPerSecond(size)
        table.row(
            "1,000 run records, by hand", hand.text(size), hand.ratio(peer), goal: "1,100 MB/s", met: rate >= 1_100)
    }
}

extension Measurement {
    fileprivate func text(_ bytes: Int) -> String {
        let rate = megabytesPerSecond(bytes).formatted(.number.precision(.fractionLength(0)))
        let time = nanoseconds.formatted(.number.precision(.fractionLength(0)))
        return "\(time) ns, \(rate) MB/s, \(allocations) mallocs"
    }
    fileprivate func ratio(_ peer: Measurement) -> String {
        "\((peer.nanoseconds / nanoseconds).formatted(.number.precision(.fractionLength(1)))) × Foundation"
    }
}

extension Table {
    fileprivate mutating func compare(
        _ name: String, _ own: Measurement, _ peer: Measurement, _ bytes: Int, _ goal: Double, allocations: Int = .max
    ) {
        let isMet = peer.nanoseconds / own.nanoseconds >= goal && own.allocations <= allocations
        let goals = [
            goal > 0 ? "\(Int(goal)) × Foundation" : nil, allocations < .max ? "\(allocations) mallocs" : nil,
        ].compactMap { $0 }
        row(
            name, own.text(bytes), own.ratio(peer), goal: goals.joined(separator: ", "),
            met: goals.isEmpty ? nil : isMet)
    }
}
