/// A file descriptor with one owner; it is closed exactly once.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32

    package init(owning number: Int) { self.number = Int32(truncatingIfNeeded: number) }

    deinit { Linux.close(number) }
}
