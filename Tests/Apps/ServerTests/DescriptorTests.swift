import HTTP
import Observability
import Testing

@testable import Server

@Suite("Connections and descriptors") struct DescriptorTests {
    private let log = Log(.json, minimum: .fatal)

    @Test(
        arguments: [
            (1 << 20, 16_384), (16_384 + 256, 16_384), (16_384, 16_128), (1024, 768), (300, 150), (1, 1), (0, 1),
        ] as [(UInt64, Int)])
    func `no more connections than there are descriptors for`(files: UInt64, connections: Int) {
        #expect(HTTPLimits().within(openFiles: files, log).connections == connections)
    }

    @Test func `no limit of the system is no limit here`() {
        #expect(HTTPLimits().within(openFiles: .max, log).connections == HTTPLimits().connections)
    }
}
