/// A type that reads itself from a value of a document by hand, for the paths where `Decodable` is too slow.
@usableFromInline package protocol JSONReadable {
    init(_ node: Node) throws(JSONError)
    /// What a member that is not there reads as; nil if it must be there.
    static var absent: Self? { get }
}

extension JSONReadable {
    @inlinable package static var absent: Self? { nil }
}

extension String: JSONReadable {
    @inlinable package init(_ node: Node) throws(JSONError) { self = try node.string() }
}
extension Int: JSONReadable {
    @inlinable package init(_ node: Node) throws(JSONError) { self = Int(try node.integer()) }
}
extension Int64: JSONReadable {
    @inlinable package init(_ node: Node) throws(JSONError) { self = try node.integer() }
}
extension Double: JSONReadable {
    @inlinable package init(_ node: Node) throws(JSONError) { self = try node.number() }
}
extension Bool: JSONReadable {
    @inlinable package init(_ node: Node) throws(JSONError) { self = try node.boolean() }
}
extension Optional: JSONReadable where Wrapped: JSONReadable {
    @inlinable package init(_ node: Node) throws(JSONError) { self = node.isNull ? nil : try Wrapped(node) }
    @inlinable package static var absent: Wrapped?? { .some(nil) }
}
