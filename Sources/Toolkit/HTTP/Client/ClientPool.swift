import Sockets

/// The connections of one client on one loop: an actor on that loop, so that a request made there needs no lock and
/// no change of thread.
///
/// The connection used last is used next; so the others fall idle and are closed.
actor ClientPool {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let options: HTTPClient.Options
    private let connector: Connector
    private var hosts: [HTTPURL.Origin: Host] = [:]
    /// The host asked for last, which is nearly always the one asked for next.
    private var recent: Host?
    private var connections = 0
    private var isShutDown = false

    /// The connections to one origin, and who waits for one.
    private final class Host {
        let origin: HTTPURL.Origin
        var idle: [ClientConnection] = []
        var live = 0
        var waiting: [CheckedContinuation<ClientConnection?, Never>] = []
        init(_ origin: HTTPURL.Origin) { self.origin = origin }
    }

    init(loop: EventLoop, options: HTTPClient.Options, connector: Connector) {
        self.loop = loop
        self.options = options
        self.connector = connector
    }

    func carryOut(
        _ request: OutgoingRequest
    ) async throws(HTTPClientError) -> (ClientConnection, ClientConnection.Answer) {
        let connection = try await acquire(request.url.origin)
        return (connection, try await connection.carryOut(request, options))
    }

    // MARK: Connections

    private func acquire(_ origin: HTTPURL.Origin) async throws(HTTPClientError) -> ClientConnection {
        guard !isShutDown else { throw HTTPClientError(.shutDown) }
        let host = host(origin)
        while let connection = host.idle.popLast() {
            if await connection.isFresh() { return connection }
            await connection.close()
            forget(host)
        }
        host.live += 1
        connections += 1
        do {
            let stream = try await connect(to: origin)
            return ClientConnection(stream, to: origin, in: self)
        } catch {
            forget(host)
            throw HTTPClientError(error, to: origin)
        }
    }

    private func connect(to origin: HTTPURL.Origin) async throws(ConnectError) -> Stream {
        switch origin.host {
        case .name(let name): try await connector.connect(toHost: name, port: origin.port, on: loop)
        case .ip(let ip): try await connector.connect(to: [.ip(ip, port: origin.port)], on: loop)
        case .unix(let path): try await connector.connect(to: [.unix(path)], on: loop)
        }
    }

    private func host(_ origin: HTTPURL.Origin) -> Host {
        if let recent, recent.origin == origin { return recent }
        let host = hosts[origin] ?? Host(origin)
        hosts[origin] = host
        recent = host
        return host
    }

    private func forget(_ host: Host) {
        host.live -= 1
        connections -= 1
    }

    /// Takes a connection back whose exchange has ended.
    func release(_ connection: ClientConnection, isOpen: Bool) {
        let host = host(connection.origin)
        guard isOpen, !isShutDown else { return forget(host) }
        host.idle.append(connection)
    }

    /// Closes what is idle; what is in use closes when its exchange ends.
    func shutDown() async {
        isShutDown = true
        for host in hosts.values {
            for connection in host.idle {
                await connection.close()
                forget(host)
            }
            host.idle = []
        }
    }
}
