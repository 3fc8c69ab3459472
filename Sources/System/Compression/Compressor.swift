internal import CZlib

/// Compresses a stream of bytes by gzip (RFC 1952). Its memory, some 256 KiB, ends with it.
@safe package struct Compressor: ~Copyable, Sendable {
    /// How much of what was given must come out.
    package enum Flush: Sendable {
        /// As much as compresses best.
        case none
        /// All of it, so that the reader can read on; it costs some bytes.
        case all
        /// All of it, and the end of the stream.
        case end
    }

    private var stream: ZStream

    /// Level 1 is fastest, 9 smallest.
    package init(level: Int = 1) {
        stream = ZStream()
        let status = unsafe apus_deflate_init(stream.pointer, Int32(min(max(level, 1), 9)), 8)
        precondition(status == Z_OK, "no memory for a compressor")
    }

    deinit { unsafe _ = deflateEnd(stream.pointer) }

    /// Begins another stream with the same memory.
    package mutating func reset() { unsafe _ = deflateReset(stream.pointer) }

    /// Appends what comes out to `output`.
    package mutating func compress(_ bytes: Span<UInt8>, into output: inout [UInt8], flush: Flush = .none) {
        let mode =
            switch flush {
            case .none: Z_NO_FLUSH
            case .all: Z_SYNC_FLUSH
            case .end: Z_FINISH
            }
        unsafe stream.feed(bytes, into: &output, room: bytes.count / 4 + 128) { pointer in
            unsafe deflate(pointer, mode) != Z_STREAM_END && pointer.pointee.avail_out == 0
        }
    }
}
