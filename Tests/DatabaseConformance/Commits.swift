import Database
import Testing

extension DatabaseConformance {
    /// Writes that share a transaction with those of others.
    static let commits: [Sentence] =
        [
            Things.sentence("a row is there when its caller is answered") { database async throws in
                for step in 0..<50 {
                    try await database.commit([Points.withLatest([(1, Int64(step), Double(step))])])
                    #expect(try await Things.count(database, "points") == step + 1)
                    #expect(try await Points.latest(database) == [[1, Double(step), Double(step)]])
                }
            },
            Things.sentence("the rows of 256 callers are all there when all are answered") { database async throws in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for caller in 0..<256 {
                        group.addTask {
                            for step in 0..<20 {
                                let row = (
                                    series: Int64(caller % 50), step: Int64(caller * 100 + step), value: Double?(1)
                                )
                                try await database.commit([Points.withLatest([row])])
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await Things.count(database, "points") == 5120)
                #expect(try await Points.latest(database).count == 50)
            },
            Things.sentence("each caller finds his row at once, among many") { database async throws in
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for caller in 0..<64 {
                        group.addTask {
                            try await database.commit([Points.insert([(Int64(caller), 1, 1)])])
                            return try await database.read(
                                "SELECT count(*) FROM points WHERE series = \(caller)"
                            ).column(Int.self)[0]
                        }
                    }
                    for try await found in group { #expect(found == 1) }
                }
            },
            Things.sentence("one caller's fault is his alone") { database async throws in
                try await database.commit([Points.insert([(7, 7, 7)])])
                let failed = await withTaskGroup(of: Int.self) { group in
                    for caller in 0..<64 {
                        group.addTask {
                            // Every eighth brings a row that is there.
                            let row = caller % 8 == 0 ? Points.row(7, 7, 0) : Points.row(100 + Int64(caller), 1, 1)
                            do throws(DatabaseError) {
                                try await database.commit([Points.insert([row])])
                                return 0
                            } catch {
                                #expect(error.code == .duplicate)
                                return 1
                            }
                        }
                    }
                    return await group.reduce(0, +)
                }
                #expect(failed == 8)
                #expect(try await Things.count(database, "points") == 57)
            },
            Things.sentence("all of one caller's rows are there, or none") { database async throws in
                try await database.commit([Points.insert([(1, 1, 1)])])
                await expect(.duplicate) {
                    try await database.commit([Points.insert([(2, 2, 2)]), Points.insert([(1, 1, 1)])])
                }
                #expect(try await Things.count(database, "points") == 1)
            },
            Things.sentence("rows of many shapes are committed together") { database async throws in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for caller in 0..<60 {
                        group.addTask {
                            switch caller % 3 {
                            case 0: try await database.commit([Points.insert([(Int64(caller), 0, nil)])])
                            case 1: try await database.commit([Points.withLatest([(Int64(caller), 0, 1)])])
                            default:
                                var columns = Columns([.init("word", .text)])
                                columns.append([.text("\(caller)")])
                                try await database.commit([BulkInsert(columns, [Insertion(into: "words", ["word"])])])
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await Things.count(database, "points") == 40)
                #expect(try await Things.count(database, "words") == 20)
                #expect(try await Things.count(database, "latest") == 20)
            },
            Things.sentence("nothing to commit is no work") { database async throws in
                try await database.commit([])
                try await database.commit([Points.insert([])])
            },
            Things.sentence("a text with a NUL is refused, and nobody else is disturbed") { database async throws in
                var columns = Columns([.init("word", .text)])
                columns.append([.text("a\u{0}")])
                let bad = BulkInsert(columns, [Insertion(into: "words", ["word"])])
                async let other: Void = database.commit([Points.insert([(1, 1, 1)])])
                await expect(.invalid) { try await database.commit([bad]) }
                try await other
                #expect(try await Things.count(database, "points") == 1)
            },
            Things.sentence("who is cancelled while he waits loses nobody else's rows") { database async throws in
                let tasks = (0..<64).map { caller in
                    Task { try await database.commit([Points.insert([(Int64(caller), 1, 1)])]) }
                }
                for task in tasks.enumerated() where task.offset % 2 == 0 { task.element.cancel() }
                var done = 0
                for (caller, task) in tasks.enumerated() {
                    if case .success = await task.result { done += 1 } else { #expect(caller % 2 == 0) }
                }
                #expect(try await Things.count(database, "points") >= done)
                #expect(done >= 32)
            },
        ]
}
