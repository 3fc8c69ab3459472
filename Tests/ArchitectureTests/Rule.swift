/// Something every file keeps, with an example that breaks it: a rule that nothing can break guards nothing.
struct Rule: Sendable, CustomStringConvertible {
    let description: String
    /// A file that breaks the rule once, at the line given.
    let broken: (path: String, text: String, line: Int)
    /// A file that looks alike and keeps it.
    let kept: (path: String, text: String)
    /// The numbers of the lines that break it.
    let problems: @Sendable (SourceFile) -> [Int]

    init(
        _ description: String, broken: (path: String, text: String, line: Int), kept: (path: String, text: String),
        problems: @escaping @Sendable (SourceFile) -> [Int]
    ) {
        self.description = description
        self.broken = broken
        self.kept = kept
        self.problems = problems
    }

    static let all = size + danger + words
}

extension Rule {
    private static let size = [
        Rule(
            "a file has at most 400 lines",
            broken: ("Sources/A.swift", String(repeating: "\n", count: 401), 401),
            kept: ("Sources/A.swift", String(repeating: "\n", count: 400))
        ) { file in
            // What stands after the last line's end is no line.
            let count = file.lines.count - (file.lines.last == "" ? 1 : 0)
            return file.isSwift && count > 400 ? [count] : []
        },
        Rule(
            "a function has at most 40 lines",
            broken: ("Sources/A.swift", "struct A {\nfunc a() {" + String(repeating: "\n", count: 42) + "}\n}", 2),
            kept: ("Sources/A.swift", "struct A {\nfunc a() {" + String(repeating: "\n", count: 41) + "}\n}")
        ) { file in file.isSwift ? SwiftCode.bodies(in: file.code).filter { $0.length > 40 }.map(\.line) : [] },
        Rule(
            "a line has at most 120 characters",
            broken: ("deploy/a", "\n" + String(repeating: "x", count: 121), 2),
            kept: ("deploy/a", String(repeating: "é", count: 120))
        ) { file in
            guard file.isSwift || file.isBelow("deploy", ".ci") else { return [] }
            return file.lines.indices.filter { file.lines[$0].count > (file.lines[$0].hasSuffix(",") ? 121 : 120) }.map
            { $0 + 1 }
        },
    ]

    private static let danger = [
        Rule(
            "only System, Drivers and the tests' own system calls touch memory by hand",
            broken: ("Sources/Toolkit/A.swift", "let a = unsafe b", 1),
            kept: ("Sources/System/A.swift", "let a = unsafe b")
        ) { file in
            guard file.isSwift,
                !file.isBelow(
                    "Sources/System", "Sources/Drivers", "Tests/System", "Tests/TestSupport", "Tests/Fuzz",
                    "Tests/ArchitectureTests")
            else { return [] }
            // An actor can name its loop as its executor in no other way.
            return file.lines(
                with: "nsafe", "@unchecked", "Unmanaged",
                matching: /\bunsafe\b|@unchecked|\bUnsafe\w*(Pointer|Continuation)\b|Unmanaged\b/
            )
            .filter { !file.code[$0 - 1].contains("var unownedExecutor: UnownedSerialExecutor") }
        },
        Rule(
            "only System, Drivers and the tests' own TLS import C libraries",
            broken: ("Sources/Apps/A.swift", "private import COpenSSL", 1),
            kept: ("Sources/Apps/A.swift", "import Commands\nimport Crypto")
        ) { file in
            guard file.isSwift, !file.isBelow("Sources/System", "Sources/Drivers", "Tests/System", "Tests/TestSupport")
            else {
                return []
            }
            return file.lines(with: "import C", matching: /\bimport C[A-Z]/)
        },
        Rule(
            "a task of nobody's says why, or where it runs",
            broken: ("Sources/A.swift", "func a() {\n    Task { await b() }\n}", 2),
            kept: ("Sources/A.swift", "// Outlives its caller, because.\nTask { }\nTask(executorPreference: loop) { }")
        ) { file in
            guard file.isBelow("Sources"), file.isSwift else { return [] }
            return file.lines(with: "Task", matching: /\bTask(\.detached|\.immediate)?\s*(<[^>]*>)?\s*(\{|\()/).filter {
                line in
                let code = file.code[line - 1]
                let before = line > 1 ? file.lines[line - 2].trimmingPrefix(/\s+/) : ""
                return !code.contains("executorPreference:") && !before.hasPrefix("//")
            }
        },
        Rule(
            "nothing stops the process on purpose, and nothing forces",
            broken: ("Sources/Toolkit/A.swift", "let a = b as! C", 1),
            kept: ("Sources/Toolkit/A.swift", "let a = b as? C // not as! C")
        ) { file in
            guard file.isBelow("Sources"), file.isSwift else { return [] }
            let words =
                /\bas!|\btry!|\bfatalError\(|\bpreconditionFailure\(|\.unsafelyUnwrapped\b|\b(first|last|baseAddress)!/
            return file.lines(with: "!", "(", "unsafely", matching: words)
        },
        Rule(
            "only commands and benchmarks print",
            broken: ("Sources/Apps/Server/A.swift", "print(1)", 1),
            kept: ("Sources/Apps/Commands/A.swift", "print(1)")
        ) { file in
            guard file.isBelow("Sources"), file.isSwift else { return [] }
            return file.isBelow("Sources/Apps/Commands", "Sources/Apps/Benchmarks")
                ? [] : file.lines(with: "rint(", "dump(", matching: /(^|[^.\w])(debugPrint|print|dump)\(/)
        },
        Rule(
            "nothing is public: there is one package",
            broken: ("Sources/A.swift", "public struct A {}", 1),
            kept: ("Sources/A.swift", "package struct A {} // public")
        ) {
            $0.isSwift
                ? $0.lines(
                    with: "public", "open",
                    matching: /(^|\s)(public|open) (final|struct|class|enum|actor|func|var|let|init|protocol|static)/)
                : []
        },
    ]

    private static let words = [
        Rule(
            "nothing is left for later",
            broken: ("deploy/a", "# TO" + "DO: the rest", 1),
            kept: ("deploy/a", "# Mastodon")
        ) { file in
            let words = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]
            return file.lines.indices.filter { line in
                words.contains { file.lines[line].contains($0) }
                    && !Set(file.lines[line].split { !$0.isLetter }.map(String.init)).isDisjoint(with: words)
            }.map { $0 + 1 }
        },
        Rule(
            "no text knows the machine on which it was written",
            broken: ("README.md", "see /ho" + "me/anna/apus", 1),
            kept: ("README.md", "see your home folder")
        ) { file in
            let places = [
                "/wo" + "rk/", "/ho" + "me/", " /ro" + "ot/", "/opt/sw" + "ift", "/tmp/" + "deploy", "slot " + "build",
            ]
            return file.lines.indices.filter { line in places.contains { file.lines[line].contains($0) } }.map {
                $0 + 1
            }
        },
        Rule(
            "no type is named like a module",
            broken: ("Sources/A.swift", "package struct HTTP {}", 1),
            kept: ("Sources/A.swift", "package struct HTTPServer {}\nlet x: HTTP.Request")
        ) { file in
            guard file.isSwift, file.isBelow("Sources", "Tests") else { return [] }
            let declaration = /\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/
            return file.lines(
                with: "struct ", "class ", "enum ", "actor ", "protocol ", "typealias ", matching: declaration
            )
            .filter { line in
                file.code[line - 1].matches(of: declaration).contains { Manifest.modules.contains(String($0.1)) }
            }
        },
    ]
}
