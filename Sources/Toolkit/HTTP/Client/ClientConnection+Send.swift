import Memory
import Sockets

extension ClientConnection {
    /// Sends the head in `output`, and the body: one system call where it fits.
    func send(_ request: OutgoingRequest) async throws(HTTPClientError) {
        switch request.body.content {
        case .none: try await flush()
        case .bytes(let bytes): try await flush(and: bytes)
        case .file(let file, let range):
            try await flush()
            try await send(file, range)
        case .stream(let length, let produce): try await send(length, produce)
        }
    }

    private func flush() async throws(HTTPClientError) {
        var done = 0
        while done < output.count {
            if let count = try write(from: done) {
                done += count
            } else {
                try await wait(.write, .sending)
            }
        }
        headIsSent()
    }

    private func flush(and bytes: [UInt8]) async throws(HTTPClientError) {
        let first = output.count
        let total = first + bytes.count
        var done = 0
        while done < total {
            if let count = try write(from: done, and: bytes) {
                done += count
                if done >= first { exchange.headIsSent = true }
            } else {
                try await wait(.write, .sending)
            }
        }
        headIsSent()
    }

    private func headIsSent() {
        exchange.headIsSent = true
        output.removeAll(keepingCapacity: true)
    }

    private func write(from done: Int) throws(HTTPClientError) -> Int? {
        do {
            return try stream.write(output.span.extracting(done..<output.count))
        } catch {
            throw HTTPClientError(system: error, .sending)
        }
    }

    private func write(from done: Int, and bytes: [UInt8]) throws(HTTPClientError) -> Int? {
        let first = output.count
        do {
            guard done < first else { return try stream.write(bytes.span.extracting(done - first..<bytes.count)) }
            return try stream.write(output.span.extracting(done..<first), bytes.span)
        } catch {
            throw HTTPClientError(system: error, .sending)
        }
    }

    private func send(_ file: File, _ range: Range<Int>) async throws(HTTPClientError) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count: Int?
            do {
                count = try stream.send(file, at: &offset, count: min(range.upperBound - offset, 1 << 20))
            } catch {
                throw HTTPClientError(system: error, .sending)
            }
            guard let count else { try await wait(.write, .sending); continue }
            guard count > 0 else { throw HTTPClientError(.requestBody("the file is shorter than announced")) }
            await Task.yield()
        }
    }

    private func send(_ length: Int?, _ produce: RequestBody.Produce) async throws(HTTPClientError) {
        exchange.unsent = length
        exchange.isChunked = length == nil
        do {
            try await produce(RequestBodyWriter(connection: self, number: exchange.number))
        } catch let error as HTTPClientError {
            throw error
        } catch {
            throw HTTPClientError(.requestBody("\(error)"))
        }
        if let unsent = exchange.unsent, unsent > 0 {
            throw HTTPClientError(.requestBody("\(unsent) bytes less than announced"))
        }
        if exchange.isChunked { output.append("0\r\n\r\n") }
        try await flush()
    }

    /// Sends one piece of the body of exchange `number`, and whatever of the head still waits.
    func writePiece(_ bytes: [UInt8], of number: UInt64) async throws(HTTPClientError) {
        guard exchange.number == number, !exchange.isOver else { throw HTTPClientError(.closed(.sending)) }
        guard !bytes.isEmpty else { return }
        if exchange.isChunked {
            output.append(hexadecimal: bytes.count)
            output.append("\r\n")
        } else if let unsent = exchange.unsent {
            guard bytes.count <= unsent else {
                throw HTTPClientError(.requestBody("\(bytes.count - unsent) bytes more than announced"))
            }
            exchange.unsent = unsent - bytes.count
        }
        try await flush(and: bytes)
        if exchange.isChunked { output.append("\r\n") }
    }
}
