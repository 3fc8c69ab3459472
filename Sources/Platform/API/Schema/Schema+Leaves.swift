import Model

extension String: SchemaLeaf {
    package static var schema: Schema { .string(Schema.Text()) }
    package static var sample: String { "" }
}

extension Bool: SchemaLeaf {
    package static var schema: Schema { .boolean }
    package static var sample: Bool { false }
}

extension Double: SchemaLeaf {
    package static var schema: Schema { .number }
    package static var sample: Double { 0 }
}

extension Float: SchemaLeaf {
    package static var schema: Schema { .number }
    package static var sample: Float { 0 }
}

extension SchemaLeaf where Self: FixedWidthInteger {
    package static var schema: Schema {
        .integer((Int(exactly: Self.min) ?? .min)...(Int(exactly: Self.max) ?? .max))
    }
    package static var sample: Self { 0 }
}

extension Int: SchemaLeaf {}
extension Int32: SchemaLeaf {}
extension Int64: SchemaLeaf {}
extension UInt8: SchemaLeaf {}
extension UInt16: SchemaLeaf {}
extension UInt32: SchemaLeaf {}

extension RuledText {
    static var ruledSchema: Schema {
        .string(Schema.Text(lengths: rule.lengths, pattern: "^\(rule.alphabet.pattern)*$"))
    }
}

extension RuledInteger {
    static var ruledSchema: Schema { .integer(bounds) }
}
