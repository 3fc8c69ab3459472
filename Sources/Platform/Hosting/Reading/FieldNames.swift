import Basics
import JSON
import Model

/// The names of the fields that an operation takes, and what to say of others.
struct FieldNames: Sendable {
    private let known: MemberNames

    init(_ names: [String]) { known = MemberNames(names) }

    /// Refuses a field that is not known, with the name that was probably meant.
    func check(_ document: Node) throws(JSONError) {
        guard let unknown = known.unknown(in: document) else { return }
        throw JSONError(.refused("there is no such field: \(hint(unknown))"), path: unknown)
    }

    private func hint(_ name: String) -> String {
        let names = known.names
        if let near = Suggestion.nearest(to: name, among: names) { return "did you mean \(near)?" }
        return names.isEmpty ? "this operation takes none" : "it takes \(names.joined(separator: ", "))"
    }
}
