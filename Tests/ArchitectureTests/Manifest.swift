/// What `Package.swift` says of the parts: its tables, read as text.
struct Manifest: Sendable {
    struct Part: Sendable, Equatable {
        let name: String
        let layer: String
        let imports: [String]
    }

    let parts: [Part]
    /// What stands in no table: what only measurements need.
    let tools: [Part]

    static let this = Manifest(text: Repository.text("Package.swift"))

    /// Modules that a type must not be named like: ours, and those that nearly every file imports.
    static let modules = Set(
        this.parts.map(\.name) + ["Foundation", "Testing", "Synchronization", "Glibc", "Dispatch"])

    init(text: String) {
        parts = Self.layers(in: text) + Self.apps(in: text)
        tools = Self.targets(in: text) + Self.schemas(in: text)
    }

    /// `layer("System", ["Crypto": ["COpenSSL"], …])`
    private static func layers(in text: String) -> [Part] {
        text.matches(of: /layer\(\s*"(\w+)",\s*\[(?<table>(?:\s*"\w+":\s*\[[^\]]*\],?)*)\s*\]/).flatMap { layer in
            layer.table.matches(of: /"(\w+)":\s*\[([^\]]*)\]/).map { part in
                Part(name: String(part.1), layer: String(layer.1), imports: words(in: part.2))
            }
        }
    }

    /// `app("Server", imports: ["API", …])`
    private static func apps(in text: String) -> [Part] {
        text.matches(of: /app\(\s*"(\w+)",\s*imports:\s*\[([^\]]*)\]/).map { app in
            Part(name: String(app.1), layer: "Apps", imports: words(in: app.2))
        }
    }

    /// `.target(name: "Allocations", dependencies: ["CAllocations"], path: "Sources/System/Allocations"`
    private static func targets(in text: String) -> [Part] {
        text.matches(of: /name: "(\w+)", dependencies: \[([^\]]*)\], path: "Sources\/(\w+)\//).map { target in
            Part(name: String(target.1), layer: String(target.3), imports: words(in: target.2))
        }
    }

    /// `schema("SQLiteSchema", in: "migrations/sqlite")`
    private static func schemas(in text: String) -> [Part] {
        text.matches(of: /schema\("(\w+)", in:/).map { schema in
            Part(name: String(schema.1), layer: "Drivers", imports: ["Database"])
        }
    }

    private static func words(in list: Substring) -> [String] { list.matches(of: /"(\w+)"/).map { String($0.1) } }
}

extension Manifest {
    /// Each layer, and those it may see. Platform and Drivers never see each other.
    static let layers: [String: Set<String>] = [
        "System": ["System"],
        "Toolkit": ["System", "Toolkit"],
        "Drivers": ["System", "Toolkit", "Drivers"],
        "Platform": ["System", "Toolkit", "Platform"],
        "Apps": ["System", "Toolkit", "Platform", "Drivers"],
    ]

    /// Parts that see what their layer may not, each as “A sees B”.
    var layerProblems: [String] {
        parts.flatMap { part -> [String] in
            guard let allowed = Self.layers[part.layer] else { return ["\(part.layer) is no layer"] }
            return part.imports.filter { name in
                if name.contains(/^C[A-Z]/), !parts.contains(where: { $0.name == name }) {
                    return !allowed.isSubset(of: ["System"]) && part.layer != "Drivers"
                }
                guard let other = (parts + tools).first(where: { $0.name == name }) else { return true }
                return !allowed.contains(other.layer)
            }.map { "\(part.name) sees \($0)" }
        }
    }

    /// Imports of one file that its part does not declare.
    func undeclaredImports(in file: SourceFile) -> [String] {
        let folders = file.path.split(separator: "/").map(String.init)
        guard folders.first == "Sources", folders.count > 3,
            let part = (parts + tools).first(where: { $0.name == folders[2] })
        else { return [] }
        let system: Set = ["Foundation", "FoundationNetworking", "Glibc", "Synchronization", "Dispatch"]
        return file.code.compactMap { line in
            line.firstMatch(
                of: /^\s*(?:@\w+\s+)?(?:(?:private|fileprivate|internal|package)\s+)?import\s+(?:struct\s+)?(\w+)/
            )
            .map { String($0.1) }
        }
        .filter { !system.contains($0) && !part.imports.contains($0) }
    }
}
