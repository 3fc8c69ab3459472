extension HTTPClient {
    /// The answer to a request; its body may still be on its way.
    package struct Response: Sendable {
        package let status: Status
        package let headers: HeaderFields
        package let body: ResponseBody
        /// Where it came from, after all redirects.
        package let url: HTTPURL
    }
}

/// The body of a response, read only as it is asked for: what is not taken stays in the kernel, and the server waits.
/// It can be read once. A body that is dropped before its end ends its connection.
package struct ResponseBody: AsyncSequence, Sendable {
    package typealias Element = ArraySlice<UInt8>

    enum Content: Sendable {
        case whole([UInt8])
        case stream(ResponseStream)
    }

    let content: Content

    package struct AsyncIterator: AsyncIteratorProtocol {
        var content: Content

        package mutating func next() async throws(HTTPClientError) -> ArraySlice<UInt8>? {
            switch content {
            case .whole(let bytes):
                content = .whole([])
                return bytes.isEmpty ? nil : bytes[...]
            case .stream(let stream): return try await stream.next()
            }
        }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(content: content) }

    /// The whole body, refused when it is larger than `limit`. What came with the head is not copied.
    package func collect(upTo limit: Int) async throws(HTTPClientError) -> [UInt8] {
        switch content {
        case .whole(let bytes):
            guard bytes.count <= limit else {
                throw HTTPClientError(.bodyTooLarge(limit: limit), mayHaveBeenCarriedOut: true)
            }
            return bytes
        case .stream(let stream): return try await stream.collect(upTo: limit)
        }
    }
}
