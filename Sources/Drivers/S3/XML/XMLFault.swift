/// Why bytes are not the XML that is read here, and where.
struct XMLFault: Error, Sendable, Equatable, CustomStringConvertible {
    enum Reason: String, Sendable {
        case tooLarge = "it is larger than allowed"
        case tooDeep = "its elements lie deeper than allowed"
        case tooMany = "it has more elements than allowed"
        case encoding = "it is no UTF-8"
        case declaration = "it declares a document type or asks for processing"
        case entity = "an entity is not one of the five, or no character"
        case character = "a character stands where it may not"
        case name = "a name is missing or malformed"
        case attribute = "an attribute is malformed or stated twice"
        case end = "it ends too early"
        case mismatch = "an element is closed that is not open"
        case trailing = "something follows its end"
    }

    let reason: Reason
    /// The byte at which it was found.
    let place: Int

    var description: String { "\(reason.rawValue), at byte \(place)" }
}
