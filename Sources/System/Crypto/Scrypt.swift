private import COpenSSL

/// scrypt (RFC 7914): makes guessing a password cost memory and time.
package struct Scrypt: Sendable, Hashable {
    /// Memory and time, a power of two above 1; `blockSize * cost * 128` bytes are used.
    package let cost: Int
    package let blockSize: Int
    package let parallelism: Int

    /// For passwords: 64 MiB and about 0.2 s.
    package static let passwords = Scrypt(checked: 65_536, 8, 1)
    /// No stored hash may ask for more than this.
    package static let mostMemory = 256 << 20

    private init(checked cost: Int, _ blockSize: Int, _ parallelism: Int) {
        self.cost = cost
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// Refuses what RFC 7914 §2 does, and what would need more than `mostMemory`.
    package init?(cost: Int, blockSize: Int, parallelism: Int) {
        guard cost > 1, cost <= 1 << 24, cost & (cost - 1) == 0, (1...64).contains(blockSize),
            (1...64).contains(parallelism), 128 * blockSize * (cost + parallelism + 2) <= Self.mostMemory
        else { return nil }
        self.init(checked: cost, blockSize, parallelism)
    }

    /// Derives so many bytes from a password. It blocks and computes for as long as its parameters say: never on a
    /// loop.
    /// `nil` when there is no memory for it.
    package func derive(_ password: [UInt8], salt: [UInt8], count: Int = 32) -> [UInt8]? {
        precondition(count > 0 && count <= 1024)
        var key = [UInt8](repeating: 0, count: count)
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
        // An empty array may have no address, which OpenSSL takes for a wish to be told nothing.
        let password = password + [0], passwordCount = password.count - 1
        let salt = salt + [0], saltCount = salt.count - 1
        let done = unsafe key.withUnsafeMutableBufferPointer { key in
            unsafe password.withUnsafeBytes { password in
                unsafe salt.withUnsafeBufferPointer { salt in
                    unsafe EVP_PBE_scrypt(
                        password.baseAddress?.assumingMemoryBound(to: CChar.self), passwordCount,
                        salt.baseAddress, saltCount, UInt64(cost), UInt64(blockSize), UInt64(parallelism),
                        UInt64(Self.mostMemory) * 2, key.baseAddress, key.count)
                }
            }
        }
        if done != 1 { ERR_clear_error() }
        return done == 1 ? key : nil
    }
}
