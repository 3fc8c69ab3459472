import Memory
import Sockets

/// What an answer becomes for one request: the outcome of conditions, range and encoding, before a byte is written.
struct Answer {
    enum Content {
        /// Nothing. A length may still be told: of what GET would have sent, or of nothing at all.
        case none(length: Int?)
        case bytes([UInt8], Range<Int>)
        case file(File, Range<Int>)
        case stream(length: Int?, @Sendable (BodyWriter) async throws -> Void)
        case events(@Sendable (EventWriter) async throws -> Void)
    }

    var status: Status
    var content: Content
    var validator: Validator?
    /// Of a part: which, of how many bytes. Of what cannot be satisfied: how many there are.
    var part: (range: Range<Int>?, size: Int)?
    var acceptsRanges = false
    var isGzip = false
    var variesByEncoding = false

    /// Decides what `response` comes to for `request`; `nil` stands for a request that could not be read.
    init(_ response: Response, to request: Request?, compression: CompressionPolicy) {
        status = response.status
        validator = response.validator
        content = Self.whole(response.content)
        guard let request, !status.isBodiless else {
            if status.isBodiless { content = .none(length: nil) }
            return
        }
        if status == .ok, applyConditions(request) { return }
        if status == .ok { applyRange(request) }
        compress(response, request, compression)
        if request.method == .head { omitContent() }
    }

    private static func whole(_ content: Response.Content) -> Content {
        switch content {
        case .bytes(let bytes): .bytes(bytes, 0..<bytes.count)
        case .file(let file, let size): .file(file, 0..<max(0, size))
        case .stream(let length, let produce): .stream(length: length, produce)
        case .events(let produce): .events(produce)
        }
    }

    /// A fetch of what the client has already, or of what is no longer what it believes.
    private mutating func applyConditions(_ request: Request) -> Bool {
        guard validator != nil, request.head.facts.contains(.conditions),
            request.method == .get || request.method == .head
        else { return false }
        switch Preconditions(request).evaluate(request.method, validator) {
        case .proceed: return false
        case .notModified:
            status = .notModified
            content = .none(length: nil)
        case .failed:
            status = .preconditionFailed
            content = .none(length: 0)
        }
        return true
    }

    private mutating func applyRange(_ request: Request) {
        let size: Int
        switch content {
        case .bytes(let bytes, _) where validator != nil: size = bytes.count
        case .file(_, let range): size = range.count
        default: return
        }
        acceptsRanges = true
        switch ByteRange(request, size: size, validator) {
        case .whole: return
        case .part(let range):
            status = .partialContent
            part = (range, size)
            if case .bytes(let bytes, _) = content { content = .bytes(bytes, range) }
            if case .file(let file, _) = content { content = .file(file, range) }
        case .unsatisfiable:
            status = .rangeNotSatisfiable
            part = (nil, size)
            validator = nil
            content = .none(length: 0)
        }
    }

    private mutating func compress(_ response: Response, _ request: Request, _ policy: CompressionPolicy) {
        guard part == nil, policy.covers(response, content) else { return }
        variesByEncoding = true
        guard request.head.facts.contains(.acceptEncoding),
            AcceptEncoding.wantsGzip(request.headers("accept-encoding"))
        else { return }
        isGzip = true
        acceptsRanges = false
        validator?.isWeak = true  // the bytes are others, what they mean is the same (RFC 9110 §8.8.1)
    }

    /// HEAD is told what GET would be, without the content.
    private mutating func omitContent() {
        switch content {
        case .none: return
        case .bytes(_, let range), .file(_, let range): content = .none(length: isGzip ? nil : range.count)
        case .stream(let length, _): content = .none(length: isGzip ? nil : length)
        case .events: content = .none(length: nil)
        }
    }
}

/// What is worth compressing.
package struct CompressionPolicy: Sendable, Equatable {
    package var isOn = true
    /// Shorter bodies are sent as they are.
    package var minimum = 1024
    /// zlib's level; 1 costs a third of 6 and saves nearly as much on JSON.
    package var level = 1

    package init() {}

    func covers(_ response: Response, _ content: Answer.Content) -> Bool {
        guard isOn else { return false }
        switch content {
        case .bytes(_, let range) where range.count > minimum: break
        case .stream(let length, _) where length ?? .max > minimum: break
        // Files go from the disk to the network without passing here; events must leave at once.
        default: return false
        }
        guard !response.headers.contains("content-encoding"), let type = response.headers["content-type"] else {
            return false
        }
        return Self.isCompressible(Array(type.utf8).span)
    }

    /// Text in any form; pictures and archives are compressed already.
    static func isCompressible(_ type: Span<UInt8>) -> Bool {
        let end = type.firstIndex(of: 0x3B, from: 0) ?? type.count
        let name = type.extracting(type.trimmed(0..<end))
        if name.count > 5, name.extracting(0..<5).equalsFolded("text/") { return true }
        if name.count > 5, name.extracting(name.count - 5..<name.count).equalsFolded("+json") { return true }
        if name.count > 4, name.extracting(name.count - 4..<name.count).equalsFolded("+xml") { return true }
        let others: [StaticString] = [
            "application/json", "application/javascript", "application/xml", "application/x-ndjson",
            "application/jsonl", "application/wasm", "application/yaml", "application/openmetrics-text",
        ]
        return others.contains { name.equalsFolded($0) }
    }
}
