private import CLinux

/// Random bytes from the kernel (getrandom(2)), fit for keys and tokens.
package enum RandomBytes {
    package static func make(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, count))
        var done = 0
        while done < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer -> Int in
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe lx_random(base + done, buffer.count - done)
            }
            // Only a signal may come between; without random bytes nothing here may go on.
            precondition(got > 0 || got == -Int(EINTR), "the kernel gives no random bytes")
            done += max(0, got)
        }
        return bytes
    }
}
