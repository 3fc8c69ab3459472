private import Synchronization

/// Ports already handed out by this process: the kernel may name one again as soon as it is free.
private let taken = Mutex<Set<Int>>([])

/// A TCP port of the loopback address that nobody listens on, different at each call.
package func freePort() throws -> Int {
    for _ in 0..<100 {
        let port = try SystemCalls.unusedPort()
        if taken.withLock({ $0.insert(port).inserted }) { return port }
    }
    throw TestFailure("no port is free")
}

/// What a test's own machinery could not do, in words.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
