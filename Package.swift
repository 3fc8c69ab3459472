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
                "Machine": ["CLinux"],
                "Memory": [],
                "Sockets": ["CLinux", "COpenSSL", "Memory"],
            ]
        )
        + layer(
            "Toolkit",
            [
                "Arguments": ["Basics", "JSON"],
                "Basics": ["Machine", "Memory"],
                "HTTP": ["Basics", "Compression", "Lifecycle", "Machine", "Memory", "Sockets"],
                "JSON": ["Memory"],
                "Lifecycle": ["Basics", "Machine"],
                "Observability": ["Basics", "Lifecycle", "Machine", "Memory"],
                "Settings": ["Basics", "Machine"],
            ]
        )
        + layer(
            "Platform",
            [
                "API": ["Basics", "JSON", "Model"],
                "Client": ["API", "Basics", "HTTP", "JSON", "Model"],
                "Hosting": [
                    "API", "Basics", "Crypto", "HTTP", "JSON", "Machine", "Model", "Observability", "Sockets",
                ],
                "Model": ["Basics"],
            ]
        )
        + [
            app(
                "Server",
                imports: [
                    "API", "Basics", "Crypto", "Hosting", "HTTP", "JSON", "Lifecycle", "Machine", "Model",
                    "Observability", "Settings", "Sockets",
                ]),
            app(
                "Worker",
                imports: ["API", "Basics", "Client", "HTTP", "JSON", "Lifecycle", "Model", "Observability", "Settings"]),
            app(
                "Commands",
                imports: ["API", "Arguments", "Basics", "Client", "HTTP", "JSON", "Lifecycle", "Model", "Settings"]),
            app(
                "Benchmarks",
                imports: [
                    "API", "Basics", "Client", "Compression", "Crypto", "Hosting", "HTTP", "JSON", "Lifecycle",
                    "Memory",
                    "Model", "Observability", "Sockets",
                ]),
        ]

        // What tests share, and the tests that are about the whole.
        + [
            .target(
                name: "TestSupport", dependencies: ["COpenSSL"], path: "Tests/TestSupport",
                swiftSettings: .house),
            .target(
                name: "Fuzz", dependencies: ["HTTP", "JSON"], path: "Tests/Fuzz", exclude: ["Seeds"],
                swiftSettings: .house),
            tests("ArchitectureTests", of: []),
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
            tests("\(name)Tests", in: "\(layer)/", of: [name] + imports + ["TestSupport"]),
        ]
    }
}

/// The target of one process, and its tests.
func app(_ name: String, imports: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: imports.map { .byName(name: $0) }, path: "Sources/Apps/\(name)",
        swiftSettings: .house)
}

func tests(_ name: String, in folder: String = "", of parts: [String]) -> Target {
    .testTarget(
        name: name, dependencies: parts.map { .byName(name: $0) }, path: "Tests/\(folder)\(name)",
        swiftSettings: .house)
}
