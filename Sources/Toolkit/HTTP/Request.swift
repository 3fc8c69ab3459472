/// A request. It keeps its bytes by value: while it lives they cannot change, and a
/// handler may store it (the connection then reads on in other memory).
package struct Request: Sendable {
    let bytes: [UInt8]
    let base: Int
    let fields: [Field]
    let head: Head
    package let body: Body

    package var method: Method { head.method }
    package var path: ArraySlice<UInt8> { slice(head.path) }
    package var query: ArraySlice<UInt8> { slice(head.query) }

    private func slice(_ extent: Extent) -> ArraySlice<UInt8> {
        let range = extent.range
        return bytes[base + range.lowerBound..<base + range.upperBound]
    }
    /// The first field of that name; `name` is lower case.
    package func header(_ name: StaticString) -> ArraySlice<UInt8>? {
        let span = bytes.span
        for field in fields where Int(field.name.count) == name.utf8CodeUnitCount {
            let range = field.name.range
            if equalsFolded(span, base + range.lowerBound, base + range.upperBound, name) { return slice(field.value) }
        }
        return nil
    }
}

package enum BodyError: Error { case tooLarge, malformed, ended, timedOut }

/// The body, read only as it is asked for: what a handler does not take stays in
/// the kernel, and the peer waits. One pass.
package struct Body: AsyncSequence, Sendable {
    package typealias Element = ArraySlice<UInt8>
    let connection: Connection?

    package struct AsyncIterator: AsyncIteratorProtocol {
        let connection: Connection?
        package mutating func next() async throws -> ArraySlice<UInt8>? {
            guard let connection else { return nil }
            return try await connection.nextChunk()
        }
    }
    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(connection: connection) }

    /// The whole body. A body that came in one piece is not copied.
    package func collect(upTo limit: Int) async throws -> ArraySlice<UInt8> {
        var iterator = makeAsyncIterator()
        guard var all = try await iterator.next() else { return [] }
        guard all.count <= limit else { throw BodyError.tooLarge }
        while let more = try await iterator.next() {
            guard all.count + more.count <= limit else { throw BodyError.tooLarge }
            all += more
        }
        return all
    }
}
