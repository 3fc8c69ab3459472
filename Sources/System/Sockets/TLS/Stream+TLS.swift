import CLinux

extension Stream {
    /// The most plain bytes in a record (RFC 8446 §5.1).
    private static let record = 16 * 1024
    /// As much of a file as is read at once to be encrypted.
    private static let chunk = 128 * 1024

    // MARK: Beginning

    /// Speaks TLS from here on, as the server. The handshake has still to be finished.
    package mutating func secure(by server: TLSServer) throws(TLSError) {
        tls = try TLSSession(server.context(), descriptor: number)
    }

    /// Speaks TLS from here on, as the client of `host`: a name, or an IP address without brackets, which the peer's
    /// certificate must hold. Sessions are resumed among connections with the same `key`.
    package mutating func secure(by client: TLSClient, host: String, key: String) throws(TLSError) {
        tls = try client.session(descriptor: number, host: host, key: key)
    }

    /// Whether an earlier session was taken up again; `nil` without TLS.
    package var isResumed: Bool? { tls?.isResumed }

    /// `TLSv1.3`; `nil` without TLS.
    package var version: String? { tls?.version }

    /// Takes the handshake as far as it goes: what to wait for, or `nil` when it is done.
    package func handshake() throws(TLSError) -> Interest? {
        guard let tls, !tls.isEstablished else { return nil }
        switch try tls.handshake() {
        case .wantsRead:
            loop.slots.exhaust(id, .read)
            return .read
        case .wantsWrite:
            loop.slots.exhaust(id, .write)
            return .write
        default: return nil
        }
    }

    /// Finishes the handshake within so many seconds, in all, or closes the stream and says why not.
    package consuming func finishedHandshake(seconds: Int) async throws(TLSError) -> Stream {
        var stream = self
        let handle = stream.handle
        let end = lx_uptime() + Int64(max(0, seconds)) * 1000
        do throws(TLSError) {
            // A drain need not wait for a peer that has said nothing yet.
            var isFirst = true
            while let interest = try stream.handshake() {
                let left = Int((end - lx_uptime()) / 1000)
                let patient = isFirst && interest == .read ? .idle : interest
                isFirst = false
                let wake = left < 0 ? Wake.timedOut : await handle.wait(patient, seconds: left)
                if wake != .ready { throw TLSError(wake) }
            }
        } catch {
            stream.close()
            throw error
        }
        return stream
    }

    // MARK: Reading and writing

    /// `nil` is "would block". What was moved before something went wrong is answered first; the fault comes again.
    private func outcome(_ step: TLSStep, _ interest: Interest) throws(SystemError) -> Int? {
        switch step {
        case .moved(let count): return count
        case .ended: return 0
        case .cut: throw .connectionReset
        case .broken: throw .protocolBroken
        case .wantsRead:
            if interest == .write { loop.slots.cross(id) } else { loop.slots.exhaust(id, .read) }
            return nil
        case .wantsWrite:
            if interest == .read { loop.slots.cross(id) } else { loop.slots.exhaust(id, .write) }
            return nil
        }
    }

    /// Records are read until the room is full or the socket empty: then the next edge tells.
    func read(_ tls: TLSSession, into bytes: inout [UInt8], _ range: Range<Int>) throws(SystemError) -> Int? {
        var done = 0
        while done < range.count {
            let step = tls.read(into: &bytes, range.lowerBound + done..<range.upperBound)
            if case .moved(let count) = step {
                done += count
                continue
            }
            if done > 0 {
                // The end and a fault are met again by the next try; only "would block" is noted here.
                if case .wantsRead = step { _ = try outcome(step, .read) }
                if case .wantsWrite = step { _ = try outcome(step, .read) }
                break
            }
            return try outcome(step, .read)
        }
        return done
    }

    func write(_ tls: TLSSession, _ bytes: Span<UInt8>) throws(SystemError) -> Int? {
        var done = 0
        while done < bytes.count {
            let step = tls.write(bytes.extracting(done..<min(bytes.count, done + Self.record)))
            if case .moved(let count) = step {
                done += count
                continue
            }
            let blocked = try outcome(step, .write)
            return done > 0 ? done : blocked
        }
        return done
    }

    /// A short head and the beginning of its body go into one record.
    func write(_ tls: TLSSession, _ first: Span<UInt8>, _ second: Span<UInt8>) throws(SystemError) -> Int? {
        if first.isEmpty { return try write(tls, second) }
        if second.isEmpty || first.count >= Self.record { return try write(tls, first) }
        var staged = loop.takeScratch()
        defer { loop.giveBack(staged) }
        staged.removeAll(keepingCapacity: true)
        append(first, to: &staged)
        append(second.extracting(0..<min(second.count, Self.record - first.count)), to: &staged)
        return try write(tls, staged.span)
    }

    private func append(_ bytes: Span<UInt8>, to staged: inout [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe staged.append(contentsOf: $0) }
    }

    /// The file is read through the page cache into the loop's scratch memory. What a full socket refuses is read again
    /// later: at most one chunk for each time that it has room.
    func send(
        _ tls: TLSSession, _ file: borrowing File, at offset: inout Int, count: Int
    ) throws(SystemError) -> Int? {
        var bytes = loop.takeScratch()
        defer { loop.giveBack(bytes) }
        let room = min(Self.chunk, max(0, count))
        if bytes.count < room { bytes += [UInt8](repeating: 0, count: Self.chunk - bytes.count) }
        let read = try file.read(at: offset, into: &bytes, 0..<room)
        if read == 0 { return 0 }
        let written = try write(tls, bytes.span.extracting(0..<read))
        offset += written ?? 0
        return written
    }
}

extension TLSError {
    init(_ wake: Wake) {
        self =
            wake == .timedOut
            ? TLSError(reason: .timedOut, description: "the TLS handshake took too long")
            : TLSError(reason: .closed, description: "the connection was closed during the TLS handshake")
    }
}
