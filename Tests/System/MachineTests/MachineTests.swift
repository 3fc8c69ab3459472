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

    @Test func `a text is plain exactly when none of its bytes must be escaped`() {
        for byte in UInt8.min...UInt8.max {
            for length in 1...17 {
                for place in 0..<length {
                    var bytes = [UInt8](repeating: 0x61, count: length)
                    bytes[place] = byte
                    let isPlain = byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C
                    var buffer = LineBuffer()
                    let isTaken = buffer.append(ifPlain: bytes.span)
                    #expect(isTaken == isPlain)
                    #expect(buffer.bytes == (isPlain ? bytes : []))
                }
            }
        }
        var buffer = LineBuffer()
        let isTaken = buffer.append(ifPlain: [UInt8]().span)
        #expect(isTaken && buffer.bytes == [])
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
