import Sockets

/// The connections of one client on one loop: an actor on that loop, so that a request made there needs no lock and
/// no change of thread.
///
/// The connection used last is used next, so that the others fall idle and are closed. Who finds all places taken waits
/// in line, for a bounded time and among a bounded number.
actor ClientPool {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    nonisolated let settings: ClientSettings
    private var hosts: [HTTPURL.Origin: PoolHost] = [:]
    /// The host asked for last, which is nearly always the one asked for next.
    private var recent: PoolHost?
    private var connections = 0
    private var idle = 0
    private var waiting = 0
    private var lastTicket: UInt64 = 0
    /// Counts the sweeps, which come each second while anything is idle: a clock that costs nothing to read.
    private var sweeps = 0
    private var isSweeping = false
    private var isShutDown = false

    init(loop: EventLoop, settings: ClientSettings) {
        self.loop = loop
        self.settings = settings
    }

    // MARK: Taking

    /// A connection at the beginning of an exchange: one that is kept, or a new one, or the next to come free.
    func acquire(_ origin: HTTPURL.Origin, within limit: Duration) async throws(HTTPClientError) -> ClientConnection {
        guard !isShutDown else { throw HTTPClientError(.shutDown) }
        if let connection = takeIdle(origin) { return connection }
        let host = host(origin)
        if host.waiting.isEmpty, mayConnect(host) {
            occupy(host)
        } else {
            if let connection = try await wait(for: host, within: limit) { return connection }
        }
        return try await connect(host, within: limit)
    }

    /// A connection that is kept and still good.
    func takeIdle(_ origin: HTTPURL.Origin) -> ClientConnection? {
        let host = host(origin)
        while let connection = host.idle.popLast() {
            idle -= 1
            let isFresh = connection.assumeIsolated { connection in
                if !connection.isFresh() { connection.close() }
                return connection.isOpen
            }
            if isFresh { return connection }
            forget(host)
        }
        return nil
    }

    /// Opens a connection in a place that is already counted.
    private func connect(_ host: PoolHost, within limit: Duration) async throws(HTTPClientError) -> ClientConnection {
        do throws(HTTPClientError) {
            let origin = host.origin, loop = loop, settings = settings
            // A caller on the loop need not prefer it, and what dials must not leave it.
            let box = try await withTaskExecutorPreference(loop) { () async throws(HTTPClientError) -> StreamBox in
                StreamBox(try await settings.dial(origin, on: loop, within: limit))
            }
            guard let stream = box.take() else { throw HTTPClientError(.cancelled, at: origin) }
            return ClientConnection(stream, to: origin, in: self)
        } catch {
            forget(host)
            throw error
        }
    }

    private func host(_ origin: HTTPURL.Origin) -> PoolHost {
        if let recent, recent.origin == origin { return recent }
        let host = hosts[origin] ?? PoolHost(origin)
        hosts[origin] = host
        recent = host
        return host
    }

    /// Whether there is a place, which may be made by closing what is idle elsewhere.
    private func mayConnect(_ host: PoolHost) -> Bool {
        guard host.live < settings.options.connectionsPerHost else { return false }
        if connections < settings.options.connections { return true }
        guard let other = hosts.values.first(where: { !$0.idle.isEmpty }) else { return false }
        closeOldest(other)
        return true
    }

    private func occupy(_ host: PoolHost) {
        host.live += 1
        connections += 1
    }

    // MARK: Waiting

    /// A connection, or `nil` for a place in which to open one.
    private func wait(for host: PoolHost, within limit: Duration) async throws(HTTPClientError) -> ClientConnection? {
        guard waiting < settings.options.waiting else { throw HTTPClientError(.tooManyWaiting, at: host.origin) }
        lastTicket += 1
        let ticket = lastTicket, origin = host.origin
        let patience = min(limit, settings.options.timeouts.pool)
        waiting += 1
        let timer = loop.after(patience) { [self] in
            assumeIsolated { $0.settle(ticket, at: origin, .failed(.timedOut(.waiting))) }
        }
        let grant = await withTaskCancellationHandler {
            await self.stand(ticket, at: origin)
        } onCancel: {
            loop.call { self.assumeIsolated { $0.settle(ticket, at: origin, .failed(.cancelled)) } }
        }
        loop.cancel(timer)
        switch grant {
        case .connection(let connection): return connection
        case .place: return nil
        case .failed(let reason): throw HTTPClientError(reason, at: origin)
        }
    }

    /// A method, because a closure that does not capture its actor leaves it.
    private func stand(_ ticket: UInt64, at origin: HTTPURL.Origin) async -> PoolWaiter.Grant {
        await withCheckedContinuation {
            host(origin).waiting.append(PoolWaiter(ticket: ticket, continuation: $0))
        }
    }

    private func settle(_ ticket: UInt64, at origin: HTTPURL.Origin, _ grant: PoolWaiter.Grant) {
        guard let waiter = host(origin).waiting.remove(ticket) else { return }
        waiting -= 1
        waiter.continuation.resume(returning: grant)
    }

    private func nextWaiter(of host: PoolHost) -> PoolWaiter? {
        guard let waiter = host.waiting.popFirst() else { return nil }
        waiting -= 1
        return waiter
    }

    // MARK: Giving back

    /// Takes a connection back whose exchange has ended.
    func release(_ connection: ClientConnection, isOpen: Bool) {
        let host = host(connection.origin)
        guard isOpen, !isShutDown, !loop.draining else {
            if isOpen { connection.assumeIsolated { $0.close() } }
            return forget(host)
        }
        if let waiter = nextWaiter(of: host) { return waiter.continuation.resume(returning: .connection(connection)) }
        let now = sweeps
        connection.assumeIsolated { $0.idleSince = now }
        host.idle.append(connection)
        idle += 1
        if !isSweeping { sweepLater() }
    }

    /// A place is free: whoever waits may have it.
    private func forget(_ host: PoolHost) {
        host.live -= 1
        connections -= 1
        if waiting > 0 { grantPlaces() }
        if host.isUnused {
            hosts[host.origin] = nil
            if recent === host { recent = nil }
        }
    }

    private func grantPlaces() {
        for host in hosts.values {
            while !host.waiting.isEmpty, mayConnect(host), let waiter = nextWaiter(of: host) {
                occupy(host)
                waiter.continuation.resume(returning: .place)
            }
        }
    }

    private func closeOldest(_ host: PoolHost) {
        let connection = host.idle.removeFirst()
        idle -= 1
        host.live -= 1
        connections -= 1
        connection.assumeIsolated { $0.close() }
    }

    // MARK: Idleness

    private func sweepLater() {
        isSweeping = true
        _ = loop.after(.seconds(1)) { [weak self] in self?.assumeIsolated { $0.sweep() } }
    }

    /// Closes what has been idle for long, what its server has closed, and on a loop that drains everything idle.
    private func sweep() {
        isSweeping = false
        sweeps += 1
        let oldest = isShutDown || loop.draining ? Int.max : sweeps - settings.options.keepAlive.secondsRoundedUp
        for host in hosts.values where !host.idle.isEmpty {
            let kept = host.idle.filter { connection in
                connection.assumeIsolated { connection in
                    if connection.idleSince > oldest, connection.isFresh() { return true }
                    connection.close()
                    return false
                }
            }
            let closed = host.idle.count - kept.count
            host.idle = kept
            idle -= closed
            for _ in 0..<closed { forget(host) }
        }
        if idle > 0 { sweepLater() }
    }

    /// Closes what is idle; what is in use closes when its exchange ends.
    func shutDown() {
        isShutDown = true
        for host in hosts.values {
            while let waiter = nextWaiter(of: host) { waiter.continuation.resume(returning: .failed(.shutDown)) }
            while !host.idle.isEmpty { closeOldest(host) }
        }
        hosts = hosts.filter { !$0.value.isUnused }
        recent = nil
    }

    /// How many connections there are, and how many of them are idle.
    var census: (connections: Int, idle: Int, waiting: Int) { (connections, idle, waiting) }
}
