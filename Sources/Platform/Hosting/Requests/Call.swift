import API
import HTTP
import Model
import Observability

/// One call of an operation as its handler sees it: who calls, until when it matters, and the request itself.
package struct Call: Sendable {
    let arrival: Arrival
    package let caller: Caller
    /// How long the caller waits, if it said so.
    let patience: Patience?
    /// What must be true of the thing that is changed.
    package let precondition: Precondition
    private let tools: HostingTools

    init(
        _ arrival: Arrival, by caller: Caller, _ precondition: Precondition, _ patience: Patience?,
        _ tools: HostingTools
    ) {
        self.arrival = arrival
        self.caller = caller
        self.precondition = precondition
        self.patience = patience
        self.tools = tools
    }

    package var request: Request { arrival.request }
    /// When the caller stops waiting, if it said so.
    package var deadline: ContinuousClock.Instant? { patience?.end }
    package var context: RequestContext { arrival.context }

    /// Where the page begins that a list is asked for; `nil` at its start.
    package func cursor<List: PagedEndpoint>(of list: List) throws(Failure) -> [UInt8]? {
        try tools.pages.cursor(of: list, for: caller)
    }

    /// A page, and the way to the next one when there is more behind `last`.
    package func page<List: PagedEndpoint>(
        _ items: [List.Item], of list: List, next last: [UInt8]?
    ) throws(Failure) -> Page<List.Item> {
        guard let last else { return Page(items: items) }
        return Page(items: items, next: try tools.pages.token(after: last, of: list, for: caller))
    }
}
