// swift-tools-version: 6.2
import PackageDescription

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
                "HTTP": ["Basics", "Compression", "Crypto", "Lifecycle", "Machine", "Memory", "Sockets"],
                "JSON": ["Memory"],
                "Lifecycle": ["Basics", "Machine"],
                "Programs": ["Arguments", "Basics", "JSON", "Lifecycle", "Machine", "Settings"],
                "Observability": ["Basics", "Lifecycle", "Machine", "Memory"],
                "Settings": ["Basics", "Machine", "Sockets"],
            ]
        )
        + layer(
            "Drivers",
            [
                "DirectoryBlobs": ["Basics", "Blobs", "CLinux", "Crypto", "Lifecycle", "Machine", "Sockets"],
                "S3": ["Basics", "Blobs", "Crypto", "HTTP", "Lifecycle", "Machine", "Memory", "Sockets"],
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
            ]
        )
        + [
            app(
                "Server",
                imports: [
                    "API", "Basics", "Compression", "Crypto", "Hosting", "HTTP", "JSON", "Lifecycle", "Machine",
                    "Model", "Observability", "Programs", "Settings", "Sockets",
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
                    "Allocations", "API", "Basics", "Blobs", "Client", "Compression", "Crypto", "Hosting", "HTTP",
                    "JSON", "Lifecycle", "Machine", "Memory", "Model", "Observability", "S3", "Sockets",
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
                name: "BlobConformance", dependencies: ["Basics", "Blobs", "Crypto", "Sockets", "TestSupport"],
                path: "Tests/BlobConformance", swiftSettings: .house),
            .target(
                name: "Fuzz", dependencies: ["Basics", "Crypto", "HTTP", "JSON", "S3"], path: "Tests/Fuzz",
                exclude: ["Seeds"], swiftSettings: .house),
            tests(
                "ServerTests", in: "Apps/",
                of: [
                    "API", "Basics", "Client", "Compression", "Crypto", "Hosting", "HTTP", "JSON", "Lifecycle", "Model",
                    "Observability", "Programs", "Server", "Settings", "Sockets", "TestSupport",
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
    layer == "Drivers" && imports.contains("Blobs") ? ["BlobConformance"] : []
}

/// The target of one process. The files of the folders in `embedding` become a part of the program itself.
func app(_ name: String, imports: [String], embedding folders: [String] = []) -> Target {
    .executableTarget(
        name: name, dependencies: imports.map { .byName(name: $0) }, path: "Sources/Apps/\(name)",
        resources: folders.map { .embedInCode($0) }, swiftSettings: .house)
}

func tests(_ name: String, in folder: String = "", of parts: [String]) -> Target {
    .testTarget(
        name: name, dependencies: parts.map { .byName(name: $0) }, path: "Tests/\(folder)\(name)",
        swiftSettings: .house)
}
