/// What comes in on a channel. Ends when the database is closed; leaving the loop stops listening.
package struct SQLNotifications: AsyncSequence, Sendable {
    package enum Element: Sendable, Equatable {
        case message(String)
        /// The connection was lost for a while: something may have been missed. Look for yourself.
        case maybeMissed
    }

    private let stream: AsyncStream<Element>

    package init(_ stream: AsyncStream<Element>) { self.stream = stream }

    package func makeAsyncIterator() -> AsyncStream<Element>.Iterator { stream.makeAsyncIterator() }
}
