package struct SystemError: Error, Equatable {
    package let code: Int
    package init(code: Int) { self.code = code }

    @inlinable static func check(_ result: Int) throws(SystemError) -> Int {
        guard result >= 0 else { throw SystemError(code: -result) }
        return result
    }
}

/// A file descriptor with one owner; it is closed exactly once.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32
    package init(owning number: Int) { self.number = Int32(number) }
    deinit { System.close(number) }
}

/// An open file shared by several answers.
package final class File: Sendable {
    package let descriptor: Descriptor
    package init(path: String, create: Bool = false) throws(SystemError) {
        descriptor = Descriptor(owning: try SystemError.check(System.open(path, create: create)))
    }
    package var size: Int { System.size(descriptor.number) }
    package func append(_ bytes: Span<UInt8>) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try SystemError.check(
                System.append(descriptor.number, bytes.extracting(written..<bytes.count)))
        }
    }
}
