import API
import Testing

@Suite("The catalog") struct CatalogTests {
    static let all = Catalog.all

    @Test func `no two operations share a name`() {
        #expect(Set(Self.all.map { $0.operationID }).count == Self.all.count)
    }

    @Test func `each name in a path is a property`() throws {
        for contract in Self.all {
            let names = try SchemaReader().properties(of: contract).properties.map(\.name)
            for name in contract.route.parameters { #expect(names.contains(name), "\(contract.operationID): \(name)") }
        }
    }

    @Test func `every property says what it means`() throws {
        for contract in Self.all {
            let reader = SchemaReader()
            let own = try reader.properties(of: contract)
            for property in own.properties { #expect(property.note != nil, "\(contract).\(property.name)") }
            #expect(contract.notes.names.allSatisfy { own[$0] != nil }, "\(contract) describes what it does not have")
        }
    }

    @Test func `summaries are sentences`() {
        for contract in Self.all {
            #expect(contract.summary.hasSuffix("."))
            #expect(contract.summary.count <= 100)
            #expect(contract.summary.first?.isUppercase == true)
        }
    }

    @Test func `what everyone may call is a reviewed list`() {
        let open = Self.all.filter { if case .everyone = $0.access { true } else { false } }
        #expect(
            open.map { $0.operationID }.sorted() == [
                "GetAsset", "GetContract", "GetHealth", "GetHome", "GetLiveness", "GetReadiness", "GetReference",
                "GetTrackingVersion",
            ])
    }
}
