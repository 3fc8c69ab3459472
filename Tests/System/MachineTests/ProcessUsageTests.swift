import Glibc
import Testing
import Machine

@Suite struct ProcessUsageTests {
    @Test func `this process has memory, descriptors and threads, and its CPU time grows`() {
        let before = ProcessUsage.now()
        #expect(before.residentBytes > 1 << 20)
        #expect(before.virtualBytes >= before.residentBytes)
        #expect(before.openDescriptors >= 3)
        #expect(before.maximumDescriptors >= before.openDescriptors)
        #expect(before.threads >= 1)
        var sum: UInt64 = 1
        for step in 0..<200_000 { sum = sum &* 6_364_136_223_846_793_005 &+ UInt64(step) }
        #expect(sum != 0)
        #expect(ProcessUsage.now().cpuSeconds > before.cpuSeconds)
    }

    @Test func `text for a closed descriptor is refused, not fatal`() {
        var lines = LineBuffer()
        lines.append(65)
        let isWritten = OutputDescriptor(number: -1).write(lines)
        #expect(!isWritten)
    }

    @Test func `the wall clock is in this century`() {
        #expect(WallClock.nanoseconds > 1_700_000_000 * 1_000_000_000)
    }
}
