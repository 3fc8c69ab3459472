import API
import HTTP
import Model
import Observability

/// One call of an operation as its handler sees it: who calls, until when it matters, and the request itself.
package struct Call: Sendable {
    package let request: Request
    package let caller: Caller
    package let context: RequestContext
    /// When the caller stops waiting, if it said so.
    package var deadline: ContinuousClock.Instant?
    /// What must be true of the thing that is changed.
    package let precondition: Precondition
    let pages: PageTokens

    /// Where the page begins that a list is asked for; `nil` at its start.
    package func cursor<List: PagedEndpoint>(of list: List) throws(Failure) -> [UInt8]? {
        try pages.cursor(of: list, for: caller)
    }

    /// A page, and the way to the next one when there is more behind `last`.
    package func page<List: PagedEndpoint>(
        _ items: [List.Item], of list: List, next last: [UInt8]?
    ) throws(Failure) -> Page<List.Item> {
        guard let last else { return Page(items: items) }
        return Page(items: items, next: try pages.token(after: last, of: list, for: caller))
    }
}
