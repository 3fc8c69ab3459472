internal import CZlib

/// The state that zlib keeps of one stream: the only place that touches its pointers. It stays where it is, for zlib
/// points back at it.
@safe struct ZStream: ~Copyable, @unchecked Sendable {  // one owner, and zlib keeps nothing outside of it
    let pointer: UnsafeMutablePointer<z_stream>

    init() {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: z_stream())
    }

    deinit { unsafe pointer.deallocate() }

    /// Lets `step` work on `bytes`, appending what it makes to `output`, as long as it asks for more room; answers how
    /// many bytes it left.
    @discardableResult
    func feed(
        _ bytes: Span<UInt8>, into output: inout [UInt8], room: Int,
        _ step: (UnsafeMutablePointer<z_stream>) -> Bool
    ) -> Int {
        unsafe bytes.withUnsafeBufferPointer { input in
            // zlib counts in 32 bits; no caller has more at hand at one time.
            precondition(input.count <= Int(UInt32.max) && room <= Int(UInt32.max))
            unsafe pointer.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe pointer.pointee.avail_in = UInt32(input.count)
            var wantsMore = true
            while wantsMore {
                let before = output.count
                output.append(contentsOf: repeatElement(0, count: room))
                let made = unsafe output.withUnsafeMutableBufferPointer { out in
                    unsafe pointer.pointee.next_out = out.baseAddress.map { unsafe $0 + before }
                    unsafe pointer.pointee.avail_out = UInt32(room)
                    wantsMore = unsafe step(pointer)
                    return unsafe room - Int(pointer.pointee.avail_out)
                }
                output.removeLast(room - made)
            }
            unsafe pointer.pointee.next_in = nil
            unsafe pointer.pointee.next_out = nil
            return unsafe Int(pointer.pointee.avail_in)
        }
    }
}
