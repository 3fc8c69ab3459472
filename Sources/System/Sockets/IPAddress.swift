/// An IPv4 or IPv6 address. An IPv4 address inside an IPv6 one (`::ffff:192.0.2.1`) is that IPv4 address.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64
    package let isIPv6: Bool
    /// The interface of a link-local IPv6 address; else 0.
    package let scope: UInt32

    private init(high: UInt64, low: UInt64, isIPv6: Bool, scope: UInt32) {
        let isMapped = isIPv6 && high == 0 && low >> 32 == 0xFFFF
        self.high = high
        self.low = isMapped ? low & 0xFFFF_FFFF : low
        self.isIPv6 = isIPv6 && !isMapped
        self.scope = isMapped ? 0 : scope
    }

    /// Four or sixteen bytes in network order.
    package init?(bytes: [UInt8], scope: UInt32 = 0) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in bytes {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
        }
        self.init(high: high, low: low, isIPv6: bytes.count == 16, scope: scope)
    }

    /// `192.0.2.1` or `2001:db8::1`, without brackets; nothing shortened, octal or hexadecimal in IPv4.
    package init?(_ text: String) {
        guard text.utf8.count < 46, !text.utf8.contains(0) else { return nil }
        guard let bytes = Linux.ipBytes(of: text) else { return nil }
        self.init(bytes: bytes)
    }

    package static let loopback = IPAddress(high: 0, low: 0x7F00_0001, isIPv6: false, scope: 0)
    package static let loopback6 = IPAddress(high: 0, low: 1, isIPv6: true, scope: 0)

    /// Reached from this machine alone.
    package var isLoopback: Bool { isIPv6 ? high == 0 && low == 1 : low >> 24 == 127 }

    /// Four or sixteen bytes in network order.
    package var bytes: [UInt8] {
        isIPv6
            ? (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> UInt64((7 - $0 % 8) * 8)) }
            : (0..<4).map { UInt8(truncatingIfNeeded: low >> UInt64((3 - $0) * 8)) }
    }

    /// What one household or host is given: the address itself in IPv4, its /64 in IPv6. Limits per peer count by it.
    package var network: IPAddress {
        isIPv6 ? IPAddress(high: high, low: 0, isIPv6: true, scope: scope) : self
    }

    package var description: String {
        Linux.text(ofIP: bytes) + (scope == 0 ? "" : "%\(scope)")
    }
}
