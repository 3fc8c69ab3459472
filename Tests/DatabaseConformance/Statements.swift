import Database
import Testing

extension DatabaseConformance {
    static let statements: [Sentence] =
        reading + changing + [
            Things.sentence("many statements are answered in their order") { database async throws in
                let answers = try await database.read((0..<200).map { "SELECT \($0)" })
                #expect(try answers.map { try $0.column(Int.self)[0] } == Array(0..<200))
            },
            Things.sentence("a statement runs a thousand times with other values") { database async throws in
                for number in 0..<1000 {
                    #expect(try await database.read("SELECT \(number) + 1").column(Int.self) == [number + 1])
                }
            },
            Things.sentence("a statement with a value of another type is another statement") { database async throws in
                #expect(try await database.read("SELECT \(1)").column(Int.self) == [1])
                #expect(try await database.read("SELECT \("1")").column(String.self) == ["1"])
                #expect(try await database.read("SELECT \(1.0)").column(Double.self) == [1])
            },
            Things.sentence("a thousand different statements run on one connection") { database async throws in
                try await database.withConnection(.reading) { connection async throws in
                    for number in 0..<1000 {
                        let columns = Statement(
                            joining: Array(repeating: "\(number)", count: number % 40 + 1), by: ", ")
                        #expect(try await connection.rows("SELECT \(columns)").columns.count == number % 40 + 1)
                    }
                }
            },
            Things.sentence("a hundred callers at once are each answered their own") { database async throws in
                try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                    for number in 0..<100 {
                        group.addTask { (number, try await database.read("SELECT \(number)").column(Int.self)[0]) }
                    }
                    for try await (asked, answered) in group { #expect(asked == answered) }
                }
            },
        ]

    private static let reading: [Sentence] =
        [
            Things.sentence("no row is no row, with its columns") { database async throws in
                let answer = try await database.read("SELECT id, name FROM things")
                #expect(answer.isEmpty && answer.count == 0 && answer.columns == ["id", "name"])
            },
            Things.sentence("one of many finds those that are there") { database async throws in
                try await Things.insert(1...5, database)
                let ids = [4, 2, 99, 2]
                let found = try await database.read("SELECT id FROM things WHERE id \(among: ids) ORDER BY id")
                #expect(try found.column(Int.self) == [2, 4])
            },
            Things.sentence("one of none finds nothing") { database async throws in
                try await Things.insert(1...5, database)
                #expect(try await database.read("SELECT id FROM things WHERE id \(among: [Int]())").isEmpty)
            },
            Things.sentence("one of many texts finds them, whatever is in them") { database async throws in
                let names = [#"a"b\c"#, "ü\n\u{1F600}", "", "plain"]
                for (id, name) in names.enumerated() {
                    try await database.transaction(["INSERT INTO things (id, name) VALUES (\(id), \(name))"])
                }
                let found = try await database.read("SELECT id FROM things WHERE name \(among: names) ORDER BY id")
                #expect(try found.column(Int.self) == [0, 1, 2, 3])
            },
            Things.sentence("one of 70,000 is found") { database async throws in
                try await Things.insert(1...3, database)
                let found = try await database.read("SELECT id FROM things WHERE id \(among: Array(2...70_001))")
                #expect(try found.column(Int.self).sorted() == [2, 3])
            },
            Things.sentence("a read may not change anything") { database async throws in
                do {
                    _ = try await database.read("INSERT INTO things (id) VALUES (1)")
                    Issue.record("a read has written")
                } catch {}
                #expect(try await Things.count(database) == 0)
            },
            Things.sentence("a read sees what was committed before it") { database async throws in
                for id in 0..<50 {
                    try await database.transaction(["INSERT INTO things (id) VALUES (\(id))"])
                    #expect(try await Things.count(database) == id + 1)
                }
            },
        ]

    private static let changing: [Sentence] =
        [
            Things.sentence("it is told how many rows were inserted, changed, deleted") { database async throws in
                try await database.transaction { connection async throws in
                    #expect(try await connection.execute("INSERT INTO things (id) VALUES (1), (2), (3)") == 3)
                    #expect(try await connection.execute("UPDATE things SET name = 'x' || id WHERE id > 1") == 2)
                    #expect(try await connection.execute("UPDATE things SET flag = NULL WHERE id > 9") == 0)
                    #expect(try await connection.execute("DELETE FROM things") == 3)
                }
            },
            Things.sentence("what was inserted is answered when asked for") { database async throws in
                try await database.transaction { connection async throws in
                    let answer = try await connection.rows(
                        "INSERT INTO things (id, name) VALUES (1, 'a'), (2, 'b') RETURNING id, name")
                    #expect(try answer.column(Int.self) == [1, 2])
                    #expect(answer.affected == 2)
                }
            },
            Things.sentence("a whole script runs, with its comments, quotes and semicolons") { database async throws in
                try await database.transaction { connection async throws in
                    try await connection.script(
                        """
                        -- a comment; with a semicolon
                        CREATE TABLE a (id BIGINT, t TEXT DEFAULT 'x;''y');
                        /* another; */ INSERT INTO a (id) VALUES (1); INSERT INTO a VALUES (2, '--');

                        CREATE INDEX b ON a (t)
                        """)
                }
                #expect(try await database.read("SELECT t FROM a ORDER BY id").column(String.self) == ["x;'y", "--"])
            },
            Things.sentence("an empty script does nothing") { database async throws in
                try await database.transaction { try await $0.script("-- nothing\n ; ;\n") }
            },
            Things.sentence("a script that fails in its middle is undone") { database async throws in
                await expect(.invalid) {
                    try await database.transaction {
                        try await $0.script(
                            "CREATE TABLE a (id BIGINT); SELECT wrong FROM nowhere; CREATE TABLE b (id BIGINT)")
                    }
                }
                await expect(.invalid) { try await database.read("SELECT * FROM a") }
            },
        ]
}
