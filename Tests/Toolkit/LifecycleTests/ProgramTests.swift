import Lifecycle
import Machine
import Testing

@Suite("Program", .timeLimit(.minutes(1))) struct ProgramTests {
    @Test(arguments: [Signal.terminate, .interrupt])
    func `the first signal asks for a stop, the second ends at once`(signal: Signal) {
        let program = Program(environment: [:])
        #expect(program.stoppedBy == nil)
        #expect(program.receive(signal) == nil)
        #expect(program.stop.isRequested)
        #expect(program.stoppedBy == signal)
        #expect(program.receive(signal) == 128 + signal.rawValue)
        #expect(program.receive(.terminate) == 143)
        #expect(program.stoppedBy == signal)
    }

    @Test func `a hang-up asks everyone to read settings again, and stops nothing`() async {
        let program = Program(environment: [:])
        var (first, second) = (program.reloads().makeAsyncIterator(), program.reloads().makeAsyncIterator())
        for _ in 0..<3 { #expect(program.receive(.hangUp) == nil) }
        #expect(await first.next() != nil)
        #expect(await second.next() != nil)
        #expect(!program.stop.isRequested)
    }

    @Test func `for a command a hang-up is a stop`() {
        let program = Program(environment: [:], hangUp: .stops)
        #expect(program.receive(.hangUp) == nil)
        #expect(program.stop.isRequested)
        #expect(program.receive(.hangUp) == 129)
    }
}
