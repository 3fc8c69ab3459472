import HTTP

extension Target {
    /// A head read in pieces is what it is when read whole, and it says where things lie within its bytes.
    static let head = Target(name: "head") { bytes in
        let whole = HeadOutcome(reading: [bytes[...]])
        if case .whole(let head, let fields, let consumed) = whole {
            let places = fields.flatMap { [$0.name.range, $0.value.range] } + [head.path.range, head.host.range]
            guard consumed <= bytes.count, places.allSatisfy({ $0.upperBound <= consumed }) else { return false }
        }
        return bytes.everyCut { HeadOutcome(reading: $0) == whole }
    }

    /// A body read in pieces is what it is when read whole.
    static let chunks = Target(name: "chunks") { bytes in
        let whole = BodyOutcome(reading: [bytes[...]])
        return whole.body.count <= bytes.count && bytes.everyCut { BodyOutcome(reading: $0) == whole }
    }

    static let path = Target(name: "path") { bytes in
        // A path that is accepted holds no dot segments, in any spelling of one encoding.
        guard (try? PathDecoder.check(bytes.span)) != nil else { return true }
        let segments = String(decoding: bytes, as: UTF8.self).lowercased()
            .replacing("%2e", with: ".").split(separator: "/", omittingEmptySubsequences: false)
        return bytes.first != 0x2F || !segments.contains { $0 == "." || $0 == ".." }
    }

    static let query = Target(name: "query") { bytes in
        guard let query = try? Query(bytes[...]) else { return true }
        return query.pairs.allSatisfy { $0.name.count + $0.value.count <= bytes.count }
    }

    /// A part lies within the target, and is not empty.
    static let range = Target(name: "range") { bytes in
        let size = bytes.first.map(Int.init) ?? 0
        let value = [UInt8](bytes.dropFirst())
        guard case .part(let part) = ByteRange(value.span, size: size) else { return true }
        return part.lowerBound >= 0 && !part.isEmpty && part.upperBound <= size
    }
}

/// What became of a head.
private enum HeadOutcome: Equatable {
    case whole(Head, [Field], consumed: Int)
    case unfinished
    case refused

    init(reading pieces: [ArraySlice<UInt8>]) {
        var parser = HeadParser()
        var fields: [Field] = []
        var bytes: [UInt8] = []
        for piece in pieces {
            bytes += piece
            do {
                if try parser.parse(bytes.span, into: &fields) {
                    self = .whole(parser.head, fields, consumed: parser.consumed)
                    return
                }
            } catch {
                self = .refused
                return
            }
        }
        self = .unfinished
    }
}

/// What became of a chunked body.
private struct BodyOutcome: Equatable {
    var body: [UInt8] = []
    var isRefused = false
    var hasEnded = false

    init(reading pieces: [ArraySlice<UInt8>]) {
        var decoder = BodyDecoder(.chunked)
        for piece in pieces {
            var rest = [UInt8](piece)
            while !rest.isEmpty, !decoder.hasEnded {
                guard let (taken, found) = try? decoder.decode(rest.span) else {
                    isRefused = true
                    return
                }
                if let found { body += rest[found] }
                rest.removeFirst(taken)
            }
        }
        hasEnded = decoder.hasEnded
    }
}
