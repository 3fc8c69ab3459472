/// A queue over one array: what was taken leaves a gap at its front, which is closed now and then.
struct FirstInFirstOut<Element> {
    private var elements: [Element?] = []
    private var start = 0

    var isEmpty: Bool { start == elements.count }
    var count: Int { elements.count - start }
    var first: Element? { isEmpty ? nil : elements[start] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = elements[start].take()
        start += 1
        if start == elements.count {
            elements.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 1024, start > elements.count / 2 {
            elements.removeFirst(start)
            start = 0
        }
        return element
    }

    func compactMap<Part>(_ part: (Element) -> Part?) -> [Part] {
        elements[start...].compactMap { $0.flatMap(part) }
    }

    /// Takes out the first that is so.
    mutating func removeFirst(where isMeant: (Element) -> Bool) -> Element? {
        guard let index = elements[start...].firstIndex(where: { $0.map(isMeant) == true }) else { return nil }
        return elements.remove(at: index)
    }
}
