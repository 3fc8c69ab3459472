import Compression
import Testing

@Suite struct CompressionTests {
    private func gzip(_ bytes: [UInt8], level: Int = 1) -> [UInt8] {
        var compressor = Compressor(level: level)
        var output: [UInt8] = []
        compressor.compress(bytes.span, into: &output, flush: .end)
        return output
    }

    private func step(
        _ inflater: inout Inflater, _ bytes: ArraySlice<UInt8>, _ output: inout [UInt8], atMost most: Int = 1000
    ) throws -> Int {
        try inflater.inflate(bytes.span, into: &output, atMost: most)
    }

    private func inflate(
        _ bytes: [UInt8], ratio: Int = 100, atMost most: Int = 1000, cut: Int = .max
    ) throws -> [UInt8] {
        var inflater = Inflater(ratio: ratio)
        var output: [UInt8] = []
        for piece in cut < bytes.count ? [bytes[..<cut], bytes[cut...]] : [bytes[...]] {
            var start = piece.startIndex
            while start < piece.endIndex {
                let before = output.count
                start += try step(&inflater, piece[start...], &output, atMost: most)
                #expect(output.count - before <= most)
            }
            // What is pending inside comes out with no more input.
            while !inflater.hasEnded {
                let before = output.count
                _ = try step(&inflater, [], &output, atMost: most)
                if output.count == before { break }
            }
        }
        try inflater.finish()
        return output
    }

    private static let noise = {
        var state: UInt64 = 42
        return (0..<50_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }()

    @Test(arguments: [0, 1, 100, 4096, 50_000], [1, 6, 9])
    func `what was compressed inflates to the same`(count: Int, level: Int) throws {
        let noise = Array(Self.noise.prefix(count))
        let text = noise.map { $0 & 3 | 0x60 }
        #expect(try inflate(gzip(noise, level: level)) == noise)
        #expect(try inflate(gzip(text, level: level)) == text)
    }

    @Test func `a stream may be cut anywhere`() throws {
        let bytes = Array(Self.noise.prefix(300)).map { $0 & 7 }
        let compressed = gzip(bytes)
        for cut in 1..<compressed.count { #expect(try inflate(compressed, cut: cut) == bytes) }
    }

    @Test func `a flush lets the reader read on, and the memory serves another stream`() throws {
        var compressor = Compressor()
        for _ in 0..<3 {
            compressor.reset()
            var inflater = Inflater()
            for line in ["first\n", "second\n", "third\n"] {
                var compressed: [UInt8] = []
                compressor.compress(Array(line.utf8).span, into: &compressed, flush: .all)
                var output: [UInt8] = []
                let taken = try step(&inflater, compressed[...], &output)
                #expect(taken == compressed.count)
                #expect(output == Array(line.utf8))
            }
            var end: [UInt8] = []
            compressor.compress([UInt8]().span, into: &end, flush: .end)
            var output: [UInt8] = []
            _ = try step(&inflater, end[...], &output)
            try inflater.finish()
        }
    }

    @Test func `a stream that ends too early is refused`() throws {
        let compressed = gzip(Array("something to be cut".utf8))
        for count in 0..<compressed.count {
            #expect(throws: InflationError.truncated) { try inflate(Array(compressed.prefix(count))) }
        }
    }

    @Test func `bytes after the end are refused`() {
        let compressed = gzip(Array("x".utf8))
        #expect(throws: InflationError.corrupt) { try inflate(compressed + [0]) }
        #expect(throws: InflationError.corrupt) { try inflate(compressed + compressed) }
        #expect(throws: InflationError.corrupt) { try inflate(compressed + [0], cut: compressed.count) }
    }

    @Test func `no change of a byte goes unnoticed`() throws {
        let bytes = Array("a text with a checksum".utf8)
        let compressed = gzip(bytes)
        // Bytes 3 to 9 are flags, time, level and system: the head's own, which no checksum guards.
        for place in Array(0..<3) + Array(10..<compressed.count) {
            var changed = compressed
            changed[place] ^= 0x55
            #expect(throws: InflationError.self) { try inflate(changed) }
        }
    }

    @Test func `what is no gzip is refused`() {
        #expect(throws: InflationError.corrupt) { try inflate(Array("plain text".utf8)) }
        #expect(throws: InflationError.corrupt) { try inflate([0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]) }
    }

    @Test func `a bomb is stopped near the ratio, and what grows less passes`() throws {
        let bomb = gzip([UInt8](repeating: 0, count: 2_000_000), level: 9)
        #expect(bomb.count < 2_000_000 / 100)
        var inflater = Inflater(ratio: 100)
        var output: [UInt8] = []
        #expect(throws: InflationError.excessive) {
            var start = 0
            while start < bomb.count {
                start += try step(&inflater, bomb[start...], &output)
            }
        }
        #expect(output.count <= 100 * bomb.count)
        let harmless = [UInt8](repeating: 0, count: 4000)
        #expect(try inflate(gzip(harmless, level: 9)) == harmless)
        #expect(try inflate(bomb, ratio: 2000) == [UInt8](repeating: 0, count: 2_000_000))
    }
}
