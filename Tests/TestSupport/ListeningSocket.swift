/// A listening TCP socket of the test's own, to be handed over to a server as a service manager would.
package final class ListeningSocket: Sendable {
    package let descriptor: Int32
    package let port: Int

    package init() throws { (descriptor, port) = try SystemCalls.listen() }

    deinit { SystemCalls.close(descriptor) }
}
