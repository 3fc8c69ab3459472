/// Comparing secrets in a time that does not tell where they differ.
package enum ConstantTime {
    /// Whether the bytes are the same. Only their number shows in the time that it takes.
    @inline(never)
    package static func areEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        if a.count != b.count { return false }
        var difference: UInt8 = 0
        for index in a.indices { difference |= a[index] ^ b[index] }
        return difference == 0
    }

    package static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool { areEqual(a.span, b.span) }
}
