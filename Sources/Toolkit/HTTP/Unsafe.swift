// Everything unsafe in this library: byte search and bulk appends of spans.
import CLinux

extension Span<UInt8> {
    /// The first place of `byte` at or after `start`.
    @inline(__always)
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        unsafe withUnsafeBufferPointer { bytes in
            guard start < bytes.count, let base = bytes.baseAddress else { return nil }
            guard let hit = unsafe memchr(base + start, Int32(byte), bytes.count - start) else { return nil }
            return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
        }
    }
}

extension [UInt8] {
    package mutating func append(span bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
    package mutating func append(_ text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    /// Moves `[from, end)` to the front.
    mutating func compact(_ from: Int, _ end: Int) {
        unsafe withUnsafeMutableBytes { bytes in
            unsafe _ = memmove(bytes.baseAddress!, bytes.baseAddress! + from, end - from)
        }
    }
}

func httpDate(_ epoch: Int) -> [UInt8] {
    unsafe Array(unsafeUninitializedCapacity: 30) { out, count in
        unsafe out.withMemoryRebound(to: CChar.self) { unsafe lx_http_date(Int64(epoch), $0.baseAddress!) }
        count = 29
    }
}
func epochNow() -> Int { Int(lx_epoch()) }

extension StaticString {
    @inline(__always) subscript(_ i: Int) -> UInt8 { unsafe utf8Start[i] }
}
