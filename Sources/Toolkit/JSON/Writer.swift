import Memory

/// JSON text that is being written. Where a comma is due follows from the byte before it, so that values, objects and
/// arrays can be written in any order that makes sense.
///
/// One writer serves many texts, one after the other, and allocates nothing once it has grown.
@usableFromInline package struct Writer: ~Copyable {
    @usableFromInline let store = TextStore()
    @usableFromInline let view: TextView
    package let rules: JSONRules
    /// The first value that could not be written; `null` stands in its place.
    @usableFromInline package internal(set) var failure: JSONError?

    package init(_ rules: JSONRules = .standard) {
        self.rules = rules
        view = store.view
    }

    /// Forgets what has been written.
    package mutating func clear() {
        view.clear()
        failure = nil
    }

    package var count: Int { view.byteCount }
    /// A copy of what has been written.
    package var bytes: [UInt8] { view.bytes(at: 0, count: view.byteCount) }

    /// Appends what has been written to `bytes`.
    package func append(to bytes: inout [UInt8]) { view.copy(to: &bytes) }

    /// What has been written; throws if a value of it could not be.
    package func finish() throws(JSONError) -> [UInt8] {
        if let failure { throw failure }
        return bytes
    }

    // MARK: Objects and arrays

    @inlinable @inline(__always) package mutating func openObject() { view.append(UInt8(ascii: "{")) }
    @inlinable @inline(__always) package mutating func closeObject() { view.append(UInt8(ascii: "}")) }
    @inlinable @inline(__always) package mutating func openArray() { view.append(UInt8(ascii: "[")) }
    @inlinable @inline(__always) package mutating func closeArray() { view.append(UInt8(ascii: "]")) }

    /// A name in an object, with the comma before it if one is due. It must need no escapes.
    @inlinable @inline(__always) package mutating func name(_ name: StaticString) { view.append(name: name) }

    /// The comma before a value of an array, if one is due.
    @inlinable @inline(__always) package mutating func element() { view.separate() }

    /// A member of an object.
    @inlinable @inline(__always)
    package mutating func member<Value: JSONWritable>(_ name: StaticString, _ value: Value) {
        view.append(name: name)
        value.write(to: &self)
    }

    /// A member of an object, left out when it is nil.
    @inlinable @inline(__always)
    package mutating func member<Value: JSONWritable>(_ name: StaticString, ifPresent value: Value?) {
        if let value { member(name, value) }
    }

    /// A name that is not known beforehand.
    package mutating func name(_ name: String) {
        view.append(anyName: name)
    }

    // MARK: Values

    @inlinable package mutating func null() { view.append("null") }
    @inlinable package mutating func boolean(_ value: Bool) { view.append(value ? "true" : "false") }
    @inlinable package mutating func integer(_ value: Int64) { view.append(decimal: value) }
    @inlinable package mutating func string(_ value: String) { view.append(string: value) }

    /// A double in the shortest form that reads back as the same. What is not finite is written by the rules, or is a
    /// failure.
    @inlinable package mutating func number(_ value: Double) {
        if view.append(number: value) { return }
        notFinite(value)
    }
    @inline(never) @usableFromInline mutating func notFinite(_ value: Double) {
        if rules.contains(.notFiniteInStrings) { return view.append(notFinite: value) }
        if failure == nil { failure = JSONError(.notFinite, at: count) }
        null()
    }

    /// JSON text as it is; the caller knows that it is whole and valid.
    package mutating func raw(_ text: borrowing Span<UInt8>) { view.append(text) }
}

/// A type that writes itself by hand, for the paths where `Encodable` is too slow.
@usableFromInline package protocol JSONWritable {
    func write(to writer: inout Writer)
}
extension String: JSONWritable {
    @inlinable package func write(to writer: inout Writer) { writer.string(self) }
}
extension Int: JSONWritable {
    @inlinable package func write(to writer: inout Writer) { writer.integer(Int64(self)) }
}
extension Int64: JSONWritable {
    @inlinable package func write(to writer: inout Writer) { writer.integer(self) }
}
extension Double: JSONWritable {
    @inlinable package func write(to writer: inout Writer) { writer.number(self) }
}
extension Bool: JSONWritable {
    @inlinable package func write(to writer: inout Writer) { writer.boolean(self) }
}
extension Optional: JSONWritable where Wrapped: JSONWritable {
    @inlinable package func write(to writer: inout Writer) {
        if let self { self.write(to: &writer) } else { writer.null() }
    }
}
extension Array: JSONWritable where Element: JSONWritable {
    @inlinable package func write(to writer: inout Writer) {
        writer.openArray()
        for value in self {
            writer.element()
            value.write(to: &writer)
        }
        writer.closeArray()
    }
}
