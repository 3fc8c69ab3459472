import API
import Basics
import Foundation
import Hosting
import JSON
import Model
import Testing

@testable import Server

@Suite("The served contract") struct ContractTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    @Test func `every operation of the catalog is served once, and no other is`() async throws {
        let served = try await Instance().assembly.routes.all.map(\.name)
        #expect(served.sorted() == Catalog.all.map { $0.operationID }.sorted())
        #expect(Set(served).count == served.count)
    }

    /// To take a change over: `APUS_UPDATE_SNAPSHOTS=1 swift test --filter ContractTests`.
    @Test func `the OpenAPI document equals the committed one`() throws {
        let file = Self.folder.appending(path: "../openapi.json")
        let rendered = try OpenAPIDocument(version: "0.0.0").json.pretty() + "\n"
        if ProcessInfo.processInfo.environment["APUS_UPDATE_SNAPSHOTS"] == "1" {
            try rendered.write(to: file, atomically: true, encoding: .utf8)
        }
        let committed = try String(contentsOf: file, encoding: .utf8)
        let differences = zip(rendered.split(separator: "\n"), committed.split(separator: "\n")).filter { $0 != $1 }
        #expect(rendered == committed, "first difference: \(String(describing: differences.first))")
    }

    @Test func `the document is the same in whatever order its operations come`() throws {
        let one = try OpenAPIDocument(Catalog.all, version: "1").json
        #expect(try OpenAPIDocument(Catalog.all.reversed(), version: "1").json == one)
    }

    @Test func `an operation that does not say who may call it does not compile`() throws {
        let whole = """
            import API
            struct Knock: Endpoint {
                static let route = Route.get("/knock")
                static let access = Access.signedIn
                static let summary = "Knocks."
                static let feature = Feature.service
                static let example = Knock()
            }
            """
        #expect(try Self.compiles(whole))
        for line in ["access", "route", "summary", "feature", "example"] {
            let without = whole.split(separator: "\n").filter { !$0.contains("let \(line) ") }.joined(separator: "\n")
            #expect(without != whole)
            #expect(try !Self.compiles(without), "without \(line)")
        }
    }

    /// Whether the text is sound Swift beside the modules that this test was built with.
    private static func compiles(_ text: String) throws -> Bool {
        let root = folder.appending(path: "../../..").standardizedFileURL
        let file = FileManager.default.temporaryDirectory.appending(path: "snippet-\(UUID().uuidString).swift")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swiftc", "-typecheck", "-swift-version", "6", "-package-name", root.lastPathComponent.lowercased(),
            "-I", modules.path, file.path,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Beside the test's own program, or in the folder of modules there.
    private static var modules: URL {
        let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        return products.appending(path: "Modules")
    }
}
