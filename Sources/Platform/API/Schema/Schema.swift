/// The shape of a JSON value, as JSON Schema 2020-12 states it and the server enforces it.
package indirect enum Schema: Sendable, Hashable {
    case string(Text)
    case integer(ClosedRange<Int>?)
    case number
    case boolean
    case array(of: Schema)
    /// An object of any names, whose values are alike.
    case map(of: Schema)
    case object(Object)
    /// An object that the document describes under this name.
    case component(String)
    /// Any JSON value.
    case any

    /// What a text must be.
    package struct Text: Sendable, Hashable {
        package var lengths: ClosedRange<Int>?
        package var pattern: String?
        package var format: String?
        /// The only texts that are taken, when they are few.
        package var values: [String]

        package init(
            lengths: ClosedRange<Int>? = nil, pattern: String? = nil, format: String? = nil, values: [String] = []
        ) {
            self.lengths = lengths
            self.pattern = pattern
            self.format = format
            self.values = values
        }
    }

    package struct Object: Sendable, Hashable {
        package let properties: [Property]

        package init(_ properties: [Property]) { self.properties = properties }

        package subscript(name: String) -> Property? { properties.first { $0.name == name } }
    }

    package struct Property: Sendable, Hashable {
        package let name: String
        package let schema: Schema
        package let isRequired: Bool
        package let note: String?

        package init(name: String, schema: Schema, isRequired: Bool, note: String? = nil) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
            self.note = note
        }
    }
}

/// A type that states its own schema instead of being taken apart.
package protocol SchemaLeaf: Decodable {
    static var schema: Schema { get }
    static var sample: Self { get throws }
}
