/// One HTTP response as it stood on the wire, read by rules of this file's own: what is tested must not judge itself.
package struct Reply: Sendable, Equatable {
    package var status: Int
    /// Names in lower case, in the order in which they came.
    package var fields: [Field]
    package var body: [UInt8]

    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether it says that nothing may follow it on its connection.
    package var closes: Bool { self["connection"]?.lowercased().contains("close") ?? false }

    package var isInterim: Bool { (100..<200).contains(status) && status != 101 }
}

extension Reply {
    /// How the body of a response ends.
    package enum Framing: Equatable { case length(Int), chunks, close }

    /// Reads a head, without its empty line.
    ///
    /// - Throws: `TestFailure` for anything that is not a well-formed HTTP/1.1 response.
    package init(head: [UInt8]) throws {
        let text = String(decoding: head, as: UTF8.self)
        var lines = text.utf8.split(separator: 13, omittingEmptySubsequences: false).map { String($0) ?? "" }
        for index in lines.indices.dropFirst() {
            guard lines[index].utf8.first == 10 else {
                throw TestFailure("a line without CRLF in \(text.debugDescription)")
            }
            lines[index].removeFirst()
        }
        let start = lines.removeFirst().split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard start.count == 3, start[0] == "HTTP/1.1", start[1].utf8.count == 3, let status = Int(start[1]) else {
            throw TestFailure("not a response: \(text.prefix(200).debugDescription)")
        }
        self.status = status
        body = []
        fields = try lines.map { line in
            guard let colon = line.firstIndex(of: ":") else {
                throw TestFailure("not a field: \(line.debugDescription)")
            }
            let value = line[line.index(after: colon)...].trimmingPrefix { $0 == " " }
            return Field(name: line[..<colon].lowercased(), value: String(value))
        }
    }

    /// RFC 9112 §6.3, for a response to a request with this method.
    package func framing(method: String) throws -> Framing {
        if method == "HEAD" || status == 204 || status == 304 || isInterim { return .length(0) }
        let lengths = fields.filter { $0.name == "content-length" }
        if let coding = self["transfer-encoding"] {
            guard coding == "chunked", lengths.isEmpty else { throw TestFailure("two framings: \(fields)") }
            return .chunks
        }
        guard let length = lengths.first?.value else { return .close }
        guard lengths.count == 1, let count = Int(length), count >= 0 else { throw TestFailure("lengths: \(lengths)") }
        return .length(count)
    }
}
