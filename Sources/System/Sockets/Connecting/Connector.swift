/// Opens connections on the caller's loop: looks the name up, asks the caller's rule, tries the addresses in turn.
package struct Connector: Sendable {
    package struct Limits: Sendable {
        package var lookup: Duration = .seconds(5)
        /// For all attempts together.
        package var connect: Duration = .seconds(10)
        /// How long one attempt goes on alone (RFC 8305 §8 recommends a quarter of a second).
        package var stagger: Duration = .milliseconds(250)
        /// How many addresses of a name are tried.
        package var addresses = 8
        package init() {}
    }

    /// Whether an address may be talked to. It is asked of the very address that is then connected to, so that a name
    /// that changes its address between the question and the connection (DNS rebinding) gains nothing.
    package typealias Rule = @Sendable (Address) -> Bool

    package var limits: Limits
    package var rule: Rule?
    private let resolver: Resolver

    package init(limits: Limits = Limits(), rule: Rule? = nil, resolver: Resolver = .shared) {
        self.limits = limits
        self.rule = rule
        self.resolver = resolver
    }

    /// A connection to a host, which is a name or an IP address. On the loop.
    package func connect(toHost host: String, port: UInt16, on loop: EventLoop) async throws(ConnectError) -> Stream {
        if let literal = IPAddress(host) { return try await connect(to: [.ip(literal, port: port)], on: loop) }
        let found = try await resolver.addresses(of: host, within: limits.lookup, on: loop)
        let addresses = Self.interleaved(found).prefix(limits.addresses).map { Address.ip($0, port: port) }
        return try await connect(to: Array(addresses), on: loop)
    }

    /// A connection to the first of these addresses that takes it. On the loop.
    package func connect(to addresses: [Address], on loop: EventLoop) async throws(ConnectError) -> Stream {
        loop.preconditionCurrent()
        let admitted = rule.map { addresses.filter($0) } ?? addresses
        guard !admitted.isEmpty else { throw .forbidden }
        let race = ConnectRace(admitted, on: loop, stagger: limits.stagger)
        let winner = try await race.run(within: limits.connect).get()
        return try Self.stream(of: winner, on: loop)
    }

    private static func stream(of winner: ConnectAttempt, on loop: EventLoop) throws(ConnectError) -> Stream {
        guard let descriptor = winner.takeDescriptor() else { throw .cancelled }
        do {
            return try Stream(descriptor, on: loop, peer: winner.address, connecting: false)
        } catch {
            throw .system(error)
        }
    }

    /// The families in turn, beginning with the resolver's first (RFC 8305 §4).
    static func interleaved(_ addresses: [IPAddress]) -> [IPAddress] {
        guard let first = addresses.first else { return [] }
        var same = addresses.filter { $0.isIPv6 == first.isIPv6 }[...]
        var other = addresses.filter { $0.isIPv6 != first.isIPv6 }[...]
        var result: [IPAddress] = []
        while !same.isEmpty || !other.isEmpty {
            if let next = same.popFirst() { result.append(next) }
            if let next = other.popFirst() { result.append(next) }
        }
        return result
    }
}
