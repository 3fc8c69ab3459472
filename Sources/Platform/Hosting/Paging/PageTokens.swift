import API
import Crypto
import JSON
import Model

/// Makes and reads page tokens: a cursor, sealed so that it is good only for the list and the caller it was made for.
package struct PageTokens: Sendable {
    /// Bytes of the seal: half of HMAC-SHA-256, which is more than anybody can guess online.
    private static let sealLength = 16
    private let key: [UInt8]

    package init(key: [UInt8]) { self.key = key }

    /// The way to what follows `cursor` in the list that `request` asks for.
    package func token<List: PagedEndpoint>(
        after cursor: [UInt8], of request: List, for caller: Caller
    ) throws(Failure) -> PageToken {
        let bytes = cursor + seal(cursor, try binding(request, caller))
        return try PageToken(Base64.encode(bytes, .url))
    }

    /// The cursor in the request's token; `nil` asks for the first page. Refuses a token that was made for another
    /// list, another caller, or not here.
    package func cursor<List: PagedEndpoint>(of request: List, for caller: Caller) throws(Failure) -> [UInt8]? {
        guard let token = request.after else { return nil }
        guard let bytes = Base64.decode(token.text, .url), bytes.count >= Self.sealLength else { throw Self.refusal }
        let cursor = Array(bytes.dropLast(Self.sealLength))
        let expected = seal(cursor, try binding(request, caller))
        guard ConstantTime.areEqual(expected, Array(bytes.suffix(Self.sealLength))) else { throw Self.refusal }
        return cursor
    }

    private static let refusal = Failure(
        .invalid, "this token is not of this list: ask for the first page, without it", field: "after")

    private func seal(_ cursor: [UInt8], _ binding: [UInt8]) -> [UInt8] {
        // The length of the first part goes in front, so that no two pairs of parts look alike.
        let length = (0..<8).map { UInt8(truncatingIfNeeded: binding.count >> ($0 * 8)) }
        return Array(HMAC(key: key).code(of: length + binding + cursor).bytes.prefix(Self.sealLength))
    }

    /// Everything that makes the list what it is: the operation, its filters, and who asks.
    private func binding<List: PagedEndpoint>(_ request: List, _ caller: Caller) throws(Failure) -> [UInt8] {
        var first = request
        first.after = nil
        first.limit = nil
        do {
            return Array(List.operationID.utf8) + [0] + Array(caller.name.utf8) + [0] + (try first.json())
        } catch { throw Failure(.internalError, "Something went wrong inside the server.", cause: error) }
    }
}
