import Database
import JSON
import Sockets

extension PostgreSQLLoad {
    /// All points, each written as JSON on a line of its own, to a file that keeps nothing. Prints how many a second,
    /// by how many MiB the memory has grown at most, and what one takes of a processor, in µs.
    func stream() async throws -> String {
        let file = try File(path: "/dev/null", create: true)
        // Once before, lest what is needed in any case be counted.
        _ = try await write(to: file, rows: 10_000)
        let before = try ProcessMemory.peak()
        let start = try Waits.Start(lasting: time)
        let count = try await write(to: file, rows: 1_000_000)
        let past = ContinuousClock.now - start.instant
        let cost = (try ProcessTime.now().own - start.used) / Double(count)
        let growth = Double(try ProcessMemory.peak() - before) / 1_048_576
        return "\(Int(Double(count) / (past / .seconds(1)))) \((growth * 10).rounded() / 10) \(cost)"
    }

    private func write(to file: File, rows: Int) async throws -> Int {
        try await database.transaction(for: .reading) { connection in
            var writer = Writer(), bytes: [UInt8] = [], count = 0
            try await connection.stream("SELECT run, key, step, at, value FROM points LIMIT \(rows)") { rows in
                bytes.removeAll(keepingCapacity: true)
                for index in 0..<rows.count {
                    var row = rows[index]
                    writer.clear()
                    try Point(&row).write(to: &writer)
                    writer.append(to: &bytes)
                    bytes.append(0x0A)
                }
                try file.append(bytes.span)
                count += rows.count
                return true
            }
            return count
        }
    }
}

/// One point, as an endpoint answers it.
private struct Point: SQLReadable, JSONWritable {
    let run: Int
    let key: Int
    let step: Int
    let at: Int
    let value: Double

    init(_ row: inout Row) throws(DatabaseError) {
        run = try row.next()
        key = try row.next()
        step = try row.next()
        at = try row.next()
        value = try row.next()
    }

    func write(to writer: inout Writer) {
        writer.openObject()
        writer.member("run", run)
        writer.member("key", key)
        writer.member("step", step)
        writer.member("at", at)
        writer.member("value", value)
        writer.closeObject()
    }
}
