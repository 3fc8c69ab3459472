import HTTP

extension Target {
    /// The head of a response read in pieces is what it is when read whole, is refused for the same reason, and says
    /// where things lie within its bytes.
    static let response = Target(name: "response") { bytes in
        let whole = ResponseOutcome(reading: [bytes[...]])
        guard bytes.everyCut({ ResponseOutcome(reading: $0) == whole }) else { return false }
        guard case .whole(let head) = whole else { return true }
        guard 0 <= head.lines.lowerBound, head.lines.upperBound + 2 == head.size, head.size <= bytes.count,
            100..<600 ~= head.status, head.lines.isEmpty || bytes[head.lines].last == UInt8(ascii: "\n")
        else { return false }
        if case .length(let count) = head.framing, count <= 0 { return false }
        let lines = Array(bytes[head.lines])
        let fields = Array(HeaderFields(received: lines, isCanonical: head.isCanonical))
        // None is lost, and none is two.
        return fields.count == lines.count { $0 == UInt8(ascii: "\n") }
            && fields.allSatisfy { !$0.name.isEmpty && !$0.value.contains(UInt8(ascii: "\r")) }
    }
}

/// What became of the head of a response.
private enum ResponseOutcome: Equatable {
    case whole(ResponseHead)
    case unfinished
    case refused(HTTPResponseFault)

    init(reading pieces: [ArraySlice<UInt8>]) {
        var parser = ResponseHeadParser()
        var bytes: [UInt8] = []
        self = .unfinished
        for piece in pieces {
            bytes += piece
            do throws(HTTPResponseFault) {
                guard try parser.parse(bytes.span) else { continue }
                self = .whole(parser.head)
            } catch {
                self = .refused(error)
            }
            return
        }
    }
}
