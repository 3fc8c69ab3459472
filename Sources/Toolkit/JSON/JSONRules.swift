/// How values are spelled in a document where RFC 8259 leaves it open, or another protocol bends it.
@usableFromInline package struct JSONRules: OptionSet, Equatable, Sendable {
    @usableFromInline package let rawValue: UInt8
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Integers may also come as strings: `"42"`.
    @inlinable package static var integersInStrings: JSONRules { JSONRules(rawValue: 1) }
    /// Doubles that are no numbers of JSON are the strings `"NaN"`, `"Infinity"` and `"-Infinity"`, in both directions.
    @inlinable package static var notFiniteInStrings: JSONRules { JSONRules(rawValue: 2) }
    /// What is absent or null reads as the default of its type: zero, false, empty.
    @inlinable package static var absentIsDefault: JSONRules { JSONRules(rawValue: 4) }
    /// A name that is not there is looked for in camel case: `run_id`, then `runId`.
    @inlinable package static var camelCaseNames: JSONRules { JSONRules(rawValue: 8) }

    @usableFromInline package static let standard: JSONRules = []
    /// The JSON form of Protocol Buffers as MLflow reads and writes it: integers leave as numbers.
    @usableFromInline package static let protobuf: JSONRules = [
        .integersInStrings, .notFiniteInStrings, .absentIsDefault, .camelCaseNames,
    ]
}
