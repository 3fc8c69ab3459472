/// An element of an answer: its name, the text directly in it, and the elements in it, in order. Attributes and
/// prefixes say nothing that is needed here.
struct XMLElement: Sendable, Equatable {
    let name: String
    var text = ""
    var children: [XMLElement] = []

    /// The first element in it that has this name.
    subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of the first element in it that has this name; `nil` when there is none.
    func text(of name: String) -> String? { self[name]?.text }

    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}
