import Compression

/// What stands between a compressed body and its reader: pieces go in as they come, and come out inflated in pieces of
/// bounded size.
final class InflatingBody {
    private static let piece = 64 * 1024

    private var inflater = Inflater(ratio: 100)
    private var pending: ArraySlice<UInt8> = []

    /// The next inflated piece; `nil` when more must be given first.
    func next() throws(Refusal) -> ArraySlice<UInt8>? {
        var output: [UInt8] = []
        while output.isEmpty {
            let input = pending
            do throws(InflationError) {
                let taken = try inflater.inflate(input.span, into: &output, atMost: Self.piece)
                pending = pending.dropFirst(taken)
            } catch {
                throw Self.refusal(error)
            }
            if output.isEmpty && pending.count == input.count { return nil }
        }
        return output[...]
    }

    func give(_ more: ArraySlice<UInt8>) { pending = pending.isEmpty ? more : pending + more }

    func finish() throws(Refusal) {
        guard inflater.hasEnded else { throw Self.refusal(.truncated) }
    }

    private static func refusal(_ error: InflationError) -> Refusal {
        switch error {
        case .corrupt, .truncated: .malformed("The body is not what gzip makes.")
        case .excessive: Refusal(.contentTooLarge, "The body grows too much when it is inflated.")
        }
    }
}
