/// An area of the product; documents are ordered by it.
package enum Feature: String, Sendable, CaseIterable {
    case service = "Service"

    package var summary: String {
        switch self {
        case .service: "How the server is, what it speaks, and what it counts."
        }
    }
}
