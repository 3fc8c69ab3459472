import Testing

@Suite("The whole has the structure it claims") struct StructureTests {
    @Test func `the manifest is read whole`() {
        #expect(Manifest.this.parts.count >= 15)
        #expect(Manifest.this.parts.contains { $0.name == "HTTP" && $0.layer == "Toolkit" && !$0.imports.isEmpty })
        #expect(Manifest.this.parts.contains { $0.name == "Server" && $0.layer == "Apps" })
    }

    @Test func `no part sees a layer that it may not`() { #expect(Manifest.this.layerProblems == []) }

    @Test func `a part that sees a layer it may not is found`() {
        let text = #"""
            layer("System", ["Sockets": ["CLinux", "HTTP"]])
            layer("Toolkit", ["HTTP": ["Sockets", "COpenSSL"], "JSON": ["Nothing"]])
            app("Server", imports: ["HTTP"])
            """#
        #expect(
            Manifest(text: text).layerProblems == ["Sockets sees HTTP", "HTTP sees COpenSSL", "JSON sees Nothing"])
    }

    @Test func `sources import what their part declares and nothing else`() {
        let problems = Repository.swift.flatMap { file in
            Manifest.this.undeclaredImports(in: file).map { "\(file.path) imports \($0)" }
        }
        #expect(problems == [])
    }

    @Test func `an import that the part does not declare is found`() {
        let file = SourceFile(path: "Sources/Toolkit/JSON/A.swift", text: "package import Foundation\nimport HTTP")
        #expect(Manifest.this.undeclaredImports(in: file) == ["HTTP"])
    }

    @Test func `nothing else lies at the top`() { #expect(strangers(Repository.topLevel) == []) }

    @Test func `a stranger at the top is found`() { #expect(strangers(["README.md", "scripts"]) == ["scripts"]) }

    private func strangers(_ entries: [String]) -> [String] {
        let known: Set = [
            "Package.swift", "Package.resolved", "Sources", "Tests", "deploy", "compose.yaml", "migrations",
            "README.md",
            "LICENSE",
        ]
        return entries.filter { !known.contains($0) && !$0.hasPrefix(".") }
    }

    @Test func `folders say what, not misc`() { #expect(drawers(Repository.paths) == []) }

    @Test func `a drawer is found`() {
        #expect(drawers(["Sources/Toolkit/HTTP/Helpers/A.swift", "Sources/A.swift"]) == ["Helpers"])
    }

    private func drawers(_ paths: [String]) -> [String] {
        let refused: Set = [
            "Utils", "Utilities", "Helpers", "Common", "Core", "Managers", "New", "Misc", "Shared", "Old",
        ]
        return paths.flatMap { $0.split(separator: "/").dropLast().map(String.init) }.filter(refused.contains)
    }

    @Test func `both databases have the same migrations`() {
        #expect(unpairedMigrations(Repository.paths) == [])
    }

    @Test func `a migration that only one database has is found`() {
        let paths = ["migrations/sqlite/1-a.sql", "migrations/postgresql/1-a.sql", "migrations/sqlite/2-b.sql"]
        #expect(unpairedMigrations(paths) == ["2-b.sql"])
    }

    private func unpairedMigrations(_ paths: [String]) -> [String] {
        func names(_ database: String) -> Set<String> {
            let folder = "migrations/\(database)/"
            return Set(paths.filter { $0.hasPrefix(folder) }.map { String($0.dropFirst(folder.count)) })
        }
        return names("postgresql").symmetricDifference(names("sqlite")).sorted()
    }

    @Test func `tables of SQLite are strict, and keep every real`() {
        let scripts = Repository.paths.filter { $0.hasPrefix("migrations/sqlite/") && $0.hasSuffix(".sql") }
        #expect(!scripts.isEmpty)
        #expect(scripts.filter { isLax(Repository.text($0)) } == [])
    }

    @Test func `a table that is not strict, and a column that refuses NaN, are found`() {
        #expect(!isLax("CREATE TABLE a (x ANY, y TEXT) STRICT;\nCREATE TABLE b (x INTEGER) STRICT, WITHOUT ROWID;"))
        #expect(isLax("CREATE TABLE a (x ANY) STRICT;\nCREATE TABLE b (x INTEGER);"))
        #expect(isLax("CREATE TABLE a (x REAL NOT NULL) STRICT;"))
        #expect(isLax("ALTER TABLE a ADD COLUMN x REAL;"))
    }

    /// A column of reals is `ANY`: as `REAL` it would refuse NaN, and take the sign from zero.
    private func isLax(_ script: String) -> Bool {
        let words = script.split { !$0.isLetter && $0 != "_" }.map { $0.uppercased() }
        let tables = zip(words, words.dropFirst()).count { $0 == ("CREATE", "TABLE") }
        return words.contains("REAL") || words.contains("DOUBLE") || words.count { $0 == "STRICT" } != tables
    }

    @Test func `the tour names every part`() {
        #expect(
            unnamed((Manifest.this.parts + Manifest.this.tools).map(\.name), in: Repository.text("README.md")) == [])
    }

    @Test func `a part that the tour forgets is found`() {
        #expect(unnamed(["HTTP", "JSON"], in: "## A tour of `Sources`\n`HTTP`\n## Next\n`JSON`") == ["JSON"])
    }

    private func unnamed(_ parts: [String], in readme: String) -> [String] {
        let tour = readme.split(separator: "## A tour of `Sources`").last ?? ""
        let section =
            readme.contains("## A tour of `Sources`")
            ? tour.prefix(upTo: tour.firstRange(of: "\n## ")?.lowerBound ?? tour.endIndex) : ""
        return parts.filter { !section.contains("`\($0)`") }
    }

    @Test func `every part has tests beside it`() {
        let missing = Manifest.this.parts.filter { part in
            part.layer != "Apps"
                && !Repository.paths.contains { $0.hasPrefix("Tests/\(part.layer)/\(part.name)Tests/") }
        }
        #expect(missing.map(\.name) == [])
    }
}
