import Machine
import Synchronization
import Testing

@Suite("Machine", .timeLimit(.minutes(1))) struct MachineTests {
    @Test func `it takes as many open files as it may have, and says how many`() {
        let before = Resources.openFileLimit
        let raised = Resources.raiseOpenFileLimit()
        #expect(raised >= before)
        #expect(raised == Resources.openFileLimit)
        #expect(Resources.raiseOpenFileLimit() == raised)
    }

    @Test func `a file is read whole, up to its limit`() throws {
        #expect(try SmallFile.read("/proc/self/comm").last == 0x0A)
        #expect(throws: SmallFileError(reason: "it is larger than 3 bytes")) {
            try SmallFile.read("/proc/self/status", limit: 3)
        }
        #expect(throws: SmallFileError(reason: "there is no such file")) { try SmallFile.read("/nonexistent") }
    }

    @Test func `the environment has the path`() {
        #expect(ThisProcess.environment["PATH"]?.isEmpty == false)
    }

    @Test func `a datagram without a receiver is not accepted`() {
        #expect(!Datagram.send([1], to: "/nonexistent/socket"))
        #expect(!Datagram.send([1], to: ""))
        #expect(!Datagram.send([1], to: "@" + String(repeating: "x", count: 200)))
    }
}
