/// One page of a list, and the way to the next.
package struct Page<Item: Codable & Sendable>: Codable, Sendable {
    package var items: [Item]
    /// What to send as `after` for the next page; absent on the last.
    package var next: PageToken?

    package init(items: [Item], next: PageToken? = nil) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Item: Equatable {}
