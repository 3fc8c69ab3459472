// swift-tools-version: 6.2
import PackageDescription

/// The steps of the schema, which each database has in words of its own.
let migrations = ["0001-answers.sql"]

let package = Package(
    name: "apus",
    products: [
        .executable(name: "apus-server", targets: ["Server"]),
        .executable(name: "apus-worker", targets: ["Worker"]),
        .executable(name: "apus", targets: ["Commands"]),
    ],
    targets:  // The C libraries of the host, each a module map and a shim.
    [
        .target(name: "CAllocations", path: "Sources/System/CAllocations"),
        .target(name: "CLinux", path: "Sources/System/CLinux"),
        .systemLibrary(name: "COpenSSL", path: "Sources/System/COpenSSL"),
        .target(name: "CPostgreSQL", path: "Sources/System/CPostgreSQL"),
        .systemLibrary(name: "CSQLite", path: "Sources/System/CSQLite"),
        .systemLibrary(name: "CZlib", path: "Sources/System/CZlib"),
    ]

        // What each part may import. A part sees only the parts named beside it.
        + layer(
            "System",
            [
                "Compression": ["CZlib"],
                "Crypto": ["CLinux", "COpenSSL"],
                "Machine": ["CLinux", "Memory"],
                "Memory": [],
                "Sockets": ["CLinux", "COpenSSL", "Machine", "Memory"],
                "Subprocesses": ["CLinux", "Machine"],
            ]
        )
        + layer(
            "Toolkit",
            [
                "Arguments": ["Basics", "JSON", "Machine"],
                "Basics": ["Machine", "Memory"],
                "Blobs": ["Basics", "Crypto", "Lifecycle", "Machine", "Sockets"],
                "Database": ["Basics", "Crypto", "Memory"],
                "HTTP": ["Basics", "Compression", "Crypto", "Lifecycle", "Machine", "Memory", "Sockets"],
                "JSON": ["Memory"],
                "Lifecycle": ["Basics", "Machine"],
                "Programs": ["Arguments", "Basics", "JSON", "Lifecycle", "Machine", "Settings"],
                "Observability": ["Basics", "Lifecycle", "Machine", "Memory"],
                "Settings": ["Basics", "Machine", "Sockets"],
            ]
        )
        + [
            schema("PostgreSQLSchema", in: "migrations/postgresql"), schema("SQLiteSchema", in: "migrations/sqlite"),
        ]
        + layer(
            "Drivers",
            [
                "DirectoryBlobs": ["Basics", "Blobs", "CLinux", "Crypto", "Lifecycle", "Machine", "Sockets"],
                "PostgreSQL": ["Basics", "CPostgreSQL", "Crypto", "Database", "Machine", "Memory", "Sockets"],
                "S3": ["Basics", "Blobs", "Crypto", "HTTP", "Lifecycle", "Machine", "Memory", "Sockets"],
                "SQLite": ["Basics", "CSQLite", "Crypto", "Database", "Lifecycle", "Machine", "Memory", "Sockets"],
            ]
        )
        + layer(
            "Platform",
            [
                "API": ["Basics", "JSON", "Model"],
                "Client": ["API", "Basics", "HTTP", "JSON", "Model"],
                "Hosting": [
                    "API", "Basics", "Crypto", "HTTP", "JSON", "Machine", "Memory", "Model", "Observability", "Sockets",
                ],
                "Model": ["Basics"],
                "Services": ["Basics", "Blobs", "Database", "Lifecycle", "Model"],
            ]
        )
        + [
            app(
                "Server",
                imports: [
                    "API", "Arguments", "Basics", "Blobs", "Compression", "Crypto", "Database", "DirectoryBlobs",
                    "Hosting", "HTTP", "JSON", "Lifecycle", "Machine", "Model", "Observability", "PostgreSQL",
                    "PostgreSQLSchema", "Programs", "S3", "Services", "Settings", "Sockets", "SQLite", "SQLiteSchema",
                ],
                embedding: ["Web/Files"]),
            app(
                "Worker",
                imports: [
                    "API", "Basics", "Client", "HTTP", "JSON", "Lifecycle", "Machine", "Model", "Observability",
                    "Programs", "Settings",
                ]),
            app(
                "Commands",
                imports: [
                    "API", "Arguments", "Basics", "Client", "HTTP", "JSON", "Lifecycle", "Machine", "Model", "Settings",
                    "Sockets", "Subprocesses",
                ]),
            app(
                "Benchmarks",
                imports: [
                    "Allocations", "API", "Basics", "Blobs", "Client", "Compression", "Crypto", "Database",
                    "DirectoryBlobs", "Hosting", "HTTP", "JSON", "Lifecycle", "Machine", "Memory", "Model",
                    "Observability", "PostgreSQL", "S3", "SQLite", "Sockets",
                ]),
        ]

        // What measures parts of the whole against their peers, and counts their allocations.
        + [
            .target(
                name: "Allocations", dependencies: ["CAllocations"], path: "Sources/System/Allocations",
                swiftSettings: .house)
        ]

        // What tests share, and the tests that are about the whole.
        + [
            .target(
                name: "TestSupport", dependencies: ["COpenSSL"], path: "Tests/TestSupport",
                swiftSettings: .house),
            .target(
                name: "DatabaseConformance", dependencies: ["Basics", "Database"], path: "Tests/DatabaseConformance",
                swiftSettings: .house),
            .target(
                name: "BlobConformance", dependencies: ["Basics", "Blobs", "Crypto", "Sockets", "TestSupport"],
                path: "Tests/BlobConformance", swiftSettings: .house),
            .executableTarget(
                name: "BlobStorer", dependencies: ["Basics", "Blobs", "DirectoryBlobs", "TestSupport"],
                path: "Tests/BlobStorer",
                swiftSettings: .house),
            .target(
                name: "Fuzz", dependencies: ["Basics", "Crypto", "HTTP", "JSON", "S3"], path: "Tests/Fuzz",
                exclude: ["Seeds"], swiftSettings: .house),
            tests(
                "ServerTests", in: "Apps/",
                of: [
                    "API", "Basics", "Blobs", "Client", "Compression", "Crypto", "Database", "DirectoryBlobs",
                    "Hosting", "HTTP", "JSON", "Lifecycle", "Model", "Observability", "Programs", "Server", "Services",
                    "Settings", "Sockets", "SQLite", "SQLiteSchema", "TestSupport",
                ]),
            tests("ArchitectureTests", of: []),
            tests("CommandsTests", in: "Apps/", of: ["JSON", "TestSupport"]),
            tests("JourneyTests", of: ["API", "Client", "HTTP", "JSON", "TestSupport"]),
        ]
)

extension [SwiftSetting] {
    /// The rules under which every Swift target is compiled.
    static var house: Self {
        [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .strictMemorySafety(),
            .treatAllWarnings(as: .error),
        ]
    }
}

/// The targets of one layer, each with a test target beside it.
func layer(_ layer: String, _ parts: [String: [String]]) -> [Target] {
    parts.sorted { $0.key < $1.key }.flatMap { name, imports in
        [
            .target(
                name: name, dependencies: imports.map { .byName(name: $0) }, path: "Sources/\(layer)/\(name)",
                swiftSettings: .house),
            tests(
                "\(name)Tests", in: "\(layer)/",
                of: [name] + imports + ["TestSupport"] + conformance(layer, imports)),
        ]
    }
}

/// What a driver's tests have to try, by the protocol that it implements.
func conformance(_ layer: String, _ imports: [String]) -> [String] {
    guard layer == "Drivers" else { return [] }
    let suites = ["Database": "DatabaseConformance", "Blobs": "BlobConformance"]
    return imports.compactMap { suites[$0] }
}

/// The target of one process. The files of the folders in `embedding` become a part of the program itself.
func app(_ name: String, imports: [String], embedding folders: [String] = []) -> Target {
    .executableTarget(
        name: name, dependencies: imports.map { .byName(name: $0) }, path: "Sources/Apps/\(name)",
        resources: folders.map { .embedInCode($0) }, swiftSettings: .house)
}

/// The migrations of one database, each of its files a part of the program itself.
func schema(_ name: String, in folder: String) -> Target {
    .target(
        name: name, dependencies: ["Database"], path: folder, sources: ["Schema.swift"],
        resources: migrations.map { .embedInCode($0) }, swiftSettings: .house)
}

func tests(_ name: String, in folder: String = "", of parts: [String]) -> Target {
    .testTarget(
        name: name, dependencies: parts.map { .byName(name: $0) }, path: "Tests/\(folder)\(name)",
        swiftSettings: .house)
}
