import TestSupport
import Testing

@Suite("The server opens its database", .timeLimit(.minutes(1))) struct DatabaseOpeningTests {
    @Test func `where libpq cannot be opened, it says which package brings it`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "libpq.so.5")
        let environment = [
            "APUS_DATA": folder.path("data"), "APUS_DATABASE": "postgresql://localhost/apus",
            "LD_LIBRARY_PATH": folder.path,
        ]
        let result = try await run(Place.program("apus-server"), environment: environment, within: .seconds(20))
        #expect(result.status == 1)
        #expect(result.output.contains("Debian's package libpq5"), "\(result.output)")
    }
}
