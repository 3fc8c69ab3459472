import Foundation
import Observability
import TestSupport
import Testing
import Machine

@Suite struct LogWriterTests {
    @Test(.timeLimit(.minutes(1))) func `a reader that stops reading holds up nobody: lines are dropped and counted`()
        throws
    {
        let gate = Bell()
        let written = Lock([UInt8]())
        let writer = LogWriter(.json, partLimit: 4096, patience: .zero) { lines in
            gate.wait()
            gate.ring()
            written.withLock { $0 += lines.bytes }
            return true
        }
        let log = Log(writer)
        for number in 0..<10_000 { log.info("line", ["number": .integer(number)]) }
        #expect(!writer.flush(atMost: .milliseconds(1)))
        gate.ring()
        #expect(writer.flush(atMost: .seconds(50)))
        log.info("after")
        #expect(writer.flush(atMost: .seconds(50)))

        var lines = 0
        var dropped = 0
        for line in written.withLock({ $0 }).split(separator: 0x0A) {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            if let count = object["log.dropped"] as? Int { dropped += count } else { lines += 1 }
        }
        #expect(dropped > 9000)
        #expect(lines + dropped == 10_001)
        #expect(writer.dropped == dropped)
    }

    @Test(.timeLimit(.minutes(1))) func `warnings have a reserve that ordinary lines cannot fill`() throws {
        let gate = Bell()
        let written = Lock([UInt8]())
        let writer = LogWriter(.text, partLimit: 4096, patience: .zero) { lines in
            gate.wait()
            gate.ring()
            written.withLock { $0 += lines.bytes }
            return true
        }
        let log = Log(writer)
        for _ in 0..<1000 { log.info("ordinary") }
        log.warning("grave")
        gate.ring()
        #expect(writer.flush(atMost: .seconds(50)))
        #expect(String(decoding: written.withLock { $0 }, as: UTF8.self).contains("grave"))
    }

    @Test(.timeLimit(.minutes(1))) func `lines of many threads all arrive whole`() async throws {
        let output = LogOutput()
        let log = Log(output.writer(partLimit: 64 << 20))
        await onThreads(8) { thread in
            for number in 0..<500 { log.info("line", ["thread": .integer(thread), "number": .integer(number)]) }
        }
        let lines = try output.objects()
        #expect(lines.count == 4000)
        for thread in 0..<8 {
            let numbers = lines.filter { $0["thread"] as? Int == thread }.compactMap { $0["number"] as? Int }
            #expect(numbers == Array(0..<500))
        }
    }

    @Test(.timeLimit(.minutes(1))) func `what stands in the buffer is written when the log ends`() async {
        let written = Lock([UInt8]())
        let ended = Bell()
        do {
            let writer = LogWriter(.text, patience: .seconds(3600)) { lines in
                written.withLock { $0 += lines.bytes }
                ended.ring()
                return true
            }
            Log(writer).info("last words")
        }
        ended.wait()
        #expect(String(decoding: written.withLock { $0 }, as: UTF8.self).contains("last words"))
    }

    @Test(.timeLimit(.minutes(1))) func `a fatal line is written before the call returns`() {
        let output = Lock([UInt8]())
        let writer = LogWriter(.text, patience: .seconds(3600)) { lines in
            output.withLock { $0 += lines.bytes }
            return true
        }
        Log(writer).fatal("cannot go on")
        #expect(String(decoding: output.withLock { $0 }, as: UTF8.self).contains("FATAL    cannot go on"))
    }
}
