internal import CZlib

/// Why compressed bytes could not be inflated.
package enum InflationError: Error, Sendable, Equatable {
    /// They are no gzip stream, its checksum is wrong, or something follows its end.
    case corrupt
    /// They end before their end.
    case truncated
    /// They grow by more than is allowed: a bomb.
    case excessive
}

/// Inflates a stream of bytes that gzip compressed (RFC 1952), and refuses to let it grow beyond a ratio.
@safe package struct Inflater: ~Copyable, Sendable {
    private var stream: ZStream
    private let ratio: Int
    private var taken = 0
    private var given = 0
    /// Whether the end of the stream was read, its checksum being right.
    package private(set) var hasEnded = false

    /// What comes out may be `ratio` times what went in, and as much again as one small step needs.
    package init(ratio: Int = 100) {
        self.ratio = max(1, ratio)
        stream = ZStream()
        let status = unsafe apus_inflate_init(stream.pointer)
        precondition(status == Z_OK, "no memory for an inflater")
    }

    deinit { unsafe _ = inflateEnd(stream.pointer) }

    /// Inflates the beginning of `bytes`, appending at most about `most` bytes to `output`; answers how many of
    /// `bytes` were taken. What is left must be given again; an empty output with all taken asks for more.
    package mutating func inflate(
        _ bytes: Span<UInt8>, into output: inout [UInt8], atMost most: Int
    ) throws(InflationError) -> Int {
        guard !hasEnded else {
            if bytes.isEmpty { return 0 }
            throw .corrupt
        }
        let before = output.count
        var status = Z_OK
        let left = unsafe stream.feed(bytes, into: &output, room: max(1, most)) { pointer in
            status = unsafe CZlib.inflate(pointer, Z_NO_FLUSH)
            return false
        }
        taken += bytes.count - left
        given += output.count - before
        guard given <= Self.slack || given / ratio <= taken else { throw .excessive }
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: hasEnded = true
        default: throw .corrupt
        }
        if hasEnded, left > 0 { throw .corrupt }
        return bytes.count - left
    }

    /// Refuses a stream that has not ended.
    package func finish() throws(InflationError) {
        guard hasEnded else { throw .truncated }
    }

    /// A few repeated bytes may well grow a thousandfold and do no harm.
    private static let slack = 4096
}
