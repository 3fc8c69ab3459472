import Memory
import Synchronization

/// The part of a body that is still on its way. When the last reader lets go of it before its end, its connection is
/// closed, for what follows on it belongs to nobody.
final class ResponseStream: Sendable {
    private let connection: ClientConnection
    private let number: UInt64
    private let hasEnded = Atomic(false)

    init(_ connection: ClientConnection, _ number: UInt64) {
        self.connection = connection
        self.number = number
    }

    deinit {
        if hasEnded.load(ordering: .relaxed) { return }
        // A deinit cannot wait, and the connection may be touched on its loop only: hence a task, on that loop.
        Task(executorPreference: connection.loop) { [connection, number] in await connection.abandon(number) }
    }

    func next() async throws(HTTPClientError) -> ArraySlice<UInt8>? {
        let piece = try await connection.nextPiece(of: number)
        if piece == nil { hasEnded.store(true, ordering: .relaxed) }
        return piece
    }

    func collect(upTo limit: Int) async throws(HTTPClientError) -> [UInt8] {
        var all: [UInt8] = []
        while let piece = try await next() {
            guard all.count + piece.count <= limit else {
                await connection.abandon(number)
                throw HTTPClientError(.bodyTooLarge(limit: limit), at: connection.origin, mayHaveBeenCarriedOut: true)
            }
            all.append(span: piece.span)
        }
        return all
    }
}
