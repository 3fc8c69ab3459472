import Crypto
import HTTP
import Sockets

/// One request to the store, before it is signed.
struct StoreRequest: Sendable {
    var method: Method
    /// The whole key, with the store's prefix; `nil` asks the bucket itself.
    var key: String?
    var query: [SignedMessage.Parameter] = []
    /// In lower case, all of them signed.
    var fields: [SignedMessage.Field] = []
    var body = StoreBody.none
    /// Answers whether the body can be had once more.
    var isRepeatable: @Sendable () -> Bool = { true }
    /// Whether an answer may say that all is well and then hold an error, as those that take long do.
    var mayFailLate = false
    /// Until the answer has wholly arrived, over all attempts.
    var deadline: Duration?

    init(_ method: Method, key: String? = nil) {
        self.method = method
        self.key = key
    }

    mutating func ask(_ name: String, _ value: String = "") { query.append(.init(name: name, value: value)) }

    mutating func say(_ name: String, _ value: String) { fields.append(.init(name: name, value: value)) }
}

/// What a request carries.
enum StoreBody: Sendable {
    /// Writes the pieces of a body; see `BodySink`.
    typealias Write = nonisolated(nonsending) @Sendable (inout BodySink) async throws -> Void

    case none
    /// Without a digest it is for TLS to guard them.
    case bytes([UInt8], Digest?)
    case file(File, Range<Int>, Digest?)
    case stream(length: Int, Write)
}

/// Takes the pieces of a body that is sent as it comes, and signs them in chunks where TLS does not guard them.
struct BodySink {
    private let writer: RequestBodyWriter
    private var signer: ChunkSigner?
    private var held: [UInt8] = []

    init(_ writer: RequestBodyWriter, _ signer: ChunkSigner?) {
        self.writer = writer
        self.signer = signer
    }

    nonisolated(nonsending) mutating func write(_ piece: ArraySlice<UInt8>) async throws {
        guard signer != nil else { return try await writer.write(Array(piece)) }
        var rest = piece
        while !rest.isEmpty {
            let part = rest.prefix(ChunkSigner.chunkSize - held.count)
            held += part
            rest = rest.dropFirst(part.count)
            if held.count == ChunkSigner.chunkSize { try await sendHeld() }
        }
    }

    /// To be called after the last piece.
    nonisolated(nonsending) mutating func finish() async throws {
        guard signer != nil else { return }
        if !held.isEmpty { try await sendHeld() }
        try await sendHeld()
    }

    private nonisolated(nonsending) mutating func sendHeld() async throws {
        let bytes = held
        guard let chunk = signer?.chunk(bytes.span) else { return }
        held.removeAll(keepingCapacity: true)
        try await writer.write(chunk)
    }
}
