import Memory
import Sockets

/// A request. It keeps its bytes by value: while it lives they cannot change, and a handler may store it (the
/// connection then reads on in other memory).
@usableFromInline package struct Request: Sendable {
    /// Where the body is to be had.
    enum Content: Sendable {
        case none
        /// It came with the head: this part of the bytes.
        case atHand(Range<Int>)
        /// It comes over the connection, piece by piece.
        case streamed
    }

    /// All of it behind one reference: a request is handed on many times, and each copy costs one count.
    private final class Message: Sendable {
        let bytes: [UInt8]
        let base: Int
        let fields: [Field]
        let head: Head
        let id: RequestID
        let peer: Peer
        let content: Content
        let connection: Connection?

        init(
            _ bytes: [UInt8], _ base: Int, _ fields: [Field], _ head: Head, _ id: RequestID, _ peer: Peer,
            _ content: Content, _ connection: Connection?
        ) {
            self.bytes = bytes
            self.base = base
            self.fields = fields
            self.head = head
            self.id = id
            self.peer = peer
            self.content = content
            self.connection = connection
        }
    }

    private let message: Message

    init(
        _ bytes: [UInt8], at base: Int, _ fields: [Field], _ head: Head, id: RequestID, peer: Peer, content: Content,
        connection: Connection?
    ) {
        message = Message(bytes, base, fields, head, id, peer, content, connection)
    }

    var bytes: [UInt8] { message.bytes }
    var base: Int { message.base }
    var fields: [Field] { message.fields }
    var head: Head { message.head }
    private var connection: Connection? { message.connection }

    /// Names this request in logs and answers; unique to this process and unlikely ever to be met again.
    package var id: RequestID { message.id }

    /// Who sent it.
    package var peer: Peer { message.peer }

    package var body: Body {
        let coding = ContentCoding(of: head, bytes, base, fields)
        if case .streamed = message.content, let connection {
            return Body(connection, head.framing, coding: coding)
        }
        guard case .atHand(let range) = message.content else { return Body([], coding: coding) }
        return Body(bytes[range], coding: coding)
    }

    /// Gives the handler so much time from now on, in place of the usual; with `nil` all the time it wants.
    package func setDeadline(_ time: Duration?) async { await connection?.setDeadline(time) }

    package var method: Method { head.method }

    /// The path as it was sent: it begins with a slash, or is `*` for OPTIONS.
    package var path: ArraySlice<UInt8> { slice(head.path) }

    /// What follows the question mark as it was sent; `nil` without one.
    package var query: ArraySlice<UInt8>? { head.query.map(slice) }

    /// Host and port that the request is meant for; empty when HTTP/1.0 did not say.
    package var host: ArraySlice<UInt8> { slice(head.host) }
    var hostName: ArraySlice<UInt8> { slice(head.hostName) }

    /// The value of the first field of that name, which is given in lower case.
    package func header(_ name: StaticString) -> ArraySlice<UInt8>? {
        guard head.mayHaveField(ofLength: name.utf8CodeUnitCount) else { return nil }
        let span = bytes.span
        for field in fields where Int(field.name.count) == name.utf8CodeUnitCount {
            if span.extracting(place(field.name)).equalsFolded(name) { return slice(field.value) }
        }
        return nil
    }

    /// All values of the fields of that name in their order, which is given in lower case.
    package func headers(_ name: StaticString) -> [ArraySlice<UInt8>] {
        let span = bytes.span
        return fields.filter { span.extracting(place($0.name)).equalsFolded(name) }.map { slice($0.value) }
    }

    /// Every field in its order.
    package var allHeaders: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] {
        fields.map { (slice($0.name), slice($0.value)) }
    }

    private func place(_ extent: Extent) -> Range<Int> {
        base + Int(extent.start)..<base + Int(extent.start) + Int(extent.count)
    }

    private func slice(_ extent: Extent) -> ArraySlice<UInt8> { bytes[place(extent)] }
}

extension Request {
    /// A request that came over no connection: what a test, or a program within this process, hands to a handler.
    package init(
        _ method: Method, _ target: String, headers: [(String, String)] = [], body: [UInt8] = [],
        peer: Peer = .local
    ) throws(Refusal) {
        var text = "\(method.name) \(target) HTTP/1.1\r\n"
        if !headers.contains(where: { Array($0.0.utf8).span.equalsFolded("host") }) { text += "Host: localhost\r\n" }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        let bytes = Array((text + "\r\n").utf8)
        var parser = HeadParser()
        var fields: [Field] = []
        guard try parser.parse(bytes.span, into: &fields), parser.consumed == bytes.count else {
            throw .malformed("A field has a line end in it.")
        }
        self.init(
            bytes + body, at: 0, fields, parser.head, id: RequestID(high: 0, low: 0), peer: peer,
            content: .atHand(bytes.count..<bytes.count + body.count), connection: nil)
    }
}

/// Names one request.
package struct RequestID: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// 32 hexadecimal digits.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package var bytes: [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        digits.append(hexadecimal: high, digits: 16)
        digits.append(hexadecimal: low, digits: 16)
        return digits
    }
}

/// Who sent a request.
package final class Peer: Sendable {
    package let address: Address
    package let isEncrypted: Bool
    /// The address as logs name it, made once for all requests of a connection.
    package let text: String

    package init(_ address: Address, isEncrypted: Bool) {
        self.address = address
        self.isEncrypted = isEncrypted
        text = address.description
    }

    /// Somebody on this machine.
    package static let local = Peer(.ip(.loopback, port: 0), isEncrypted: false)

    /// Whether only this machine can be the sender: over the loopback, or through a Unix socket.
    package var isLocal: Bool { address.isLocal }
}
