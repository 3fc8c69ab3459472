import Compression
import Memory
import Sockets

extension ClientConnection {
    /// The next piece of the body of exchange `number`, `nil` at its end.
    func nextPiece(of number: UInt64) async throws(HTTPClientError) -> ArraySlice<UInt8>? {
        guard exchange.number == number, !exchange.isOver else {
            if let failure = exchange.failure, exchange.number == number { throw failure }
            return nil
        }
        guard !exchange.isReading else {
            throw HTTPClientError(.invalidRequest("the body of an answer is read twice at once"))
        }
        exchange.isReading = true
        do {
            let piece = exchange.inflater == nil ? try await rawPiece() : try await inflatedPiece()
            exchange.isReading = false
            // The connection is free as soon as the last byte is out, not when somebody asks for what follows it.
            if piece == nil || exchange.inflater == nil && hasRawEnded { finish() }
            return piece
        } catch {
            exchange.isReading = false
            throw fail(error.reason)
        }
    }

    private var hasRawEnded: Bool { exchange.framing != .untilClose && exchange.decoder.hasEnded }

    // MARK: As it comes

    private func rawPiece() async throws(HTTPClientError) -> ArraySlice<UInt8>? {
        if Task.isCancelled { throw HTTPClientError(.cancelled) }
        return exchange.framing == .untilClose ? try await pieceUntilClose() : try await decodedPiece()
    }

    private func pieceUntilClose() async throws(HTTPClientError) -> ArraySlice<UInt8>? {
        if start == end { guard try await fill(.body) else { return nil } }
        defer { start = end }
        return input[start..<end]
    }

    private func decodedPiece() async throws(HTTPClientError) -> ArraySlice<UInt8>? {
        while true {
            if start < end, let piece = try decode() { return piece }
            if exchange.decoder.hasEnded { return nil }
            if start < end { continue }
            if let wanted = exchange.decoder.bulk, wanted > input.count { return try await bulk(wanted) }
            guard try await fill(.body) else { throw HTTPClientError(.closed(.body)) }
        }
    }

    private func decode() throws(HTTPClientError) -> ArraySlice<UInt8>? {
        do {
            let (taken, piece) = try exchange.decoder.decode(input.span.extracting(start..<end))
            defer { start += taken }
            return piece.map { input[start + $0.lowerBound..<start + $0.upperBound] }
        } catch {
            throw HTTPClientError(.malformedResponse(.chunk))
        }
    }

    /// Bytes that are all body go to memory of their own, which is used again once the reader drops it.
    private func bulk(_ wanted: Int) async throws(HTTPClientError) -> ArraySlice<UInt8> {
        if exchange.chunk.isEmpty { exchange.chunk = [UInt8](repeating: 0, count: 256 * 1024) }
        while true {
            let range = 0..<min(wanted, exchange.chunk.count)
            if let count = try stream.attemptRead(into: &exchange.chunk, range, .body) {
                guard count > 0 else { throw HTTPClientError(.closed(.body)) }
                exchange.decoder.took(count)
                defer { if exchange.decoder.hasEnded { exchange.chunk = [] } }
                return exchange.chunk[0..<count]
            }
            try await wait(.read, .body)
        }
    }

    // MARK: Inflated

    private func inflatedPiece() async throws(HTTPClientError) -> ArraySlice<UInt8>? {
        while true {
            if exchange.compressed.isEmpty {
                guard let piece = try await rawPiece() else { break }
                exchange.compressed = piece
            }
            let output = try inflate()
            if !output.isEmpty { return output[...] }
        }
        do { try exchange.inflater?.finish() } catch { throw HTTPClientError(.inflation) }
        return nil
    }

    /// One step: a bounded piece of what is compressed grows into a bounded piece.
    private func inflate() throws(HTTPClientError) -> [UInt8] {
        var output: [UInt8] = []
        let compressed = exchange.compressed
        do {
            let taken = try exchange.inflater?.inflate(compressed.span, into: &output, atMost: 64 * 1024) ?? 0
            exchange.compressed = compressed.dropFirst(taken)
        } catch {
            throw HTTPClientError(.inflation)
        }
        return output
    }
}
