import Model

/// Reads schemas from types, and keeps those of the objects it meets as components, by name.
package final class SchemaReader {
    /// A type of which no schema can be read.
    package struct Unreadable: Error, CustomStringConvertible {
        package let type: String
        package let reason: String
        package var description: String { "no schema can be read from \(type): \(reason)" }
    }

    package private(set) var components: [String: Schema.Object] = [:]
    private var names: [ObjectIdentifier: String] = [:]
    private var owners: [String: ObjectIdentifier] = [:]
    /// Objects that are being read: a type may hold itself.
    private var open: Set<ObjectIdentifier> = []

    package init() {}

    /// The schema of a type; an object becomes a component.
    package func schema<Value: Decodable>(of type: Value.Type) throws -> Schema {
        try read(type).schema
    }

    /// The properties of a type that is itself no component: the parameters of an endpoint.
    package func properties<Value: Decodable>(of type: Value.Type) throws -> Schema.Object {
        let record = SchemaRecord()
        _ = try Value(from: SchemaProbe(reader: self, record: record))
        return record.object(notes: notes(of: type))
    }

    /// The schema of a type, and a value of it.
    func read<Value: Decodable>(_ type: Value.Type) throws -> (schema: Schema, sample: Value) {
        if let (schema, sample) = try leaf(type) {
            guard let sample = sample as? Value else {
                throw Unreadable(type: "\(type)", reason: "its sample is another")
            }
            return (schema, sample)
        }
        let id = ObjectIdentifier(type)
        let record = SchemaRecord()
        guard open.insert(id).inserted else { throw Unreadable(type: "\(type)", reason: "it must hold itself") }
        defer { open.remove(id) }
        let sample = try Value(from: SchemaProbe(reader: self, record: record))
        guard record.isObject else { throw Unreadable(type: "\(type)", reason: "it is no object and states no schema") }
        let name = try name(of: type)
        components[name] = record.object(notes: notes(of: type))
        return (.component(name), sample)
    }

    /// Whether the type is being read: then its component may be named, but no value of it can be had.
    func reference<Value: Decodable>(to type: Value.Type) throws -> Schema? {
        open.contains(ObjectIdentifier(type)) ? .component(try name(of: type)) : nil
    }

    private func leaf<Value: Decodable>(_ type: Value.Type) throws -> (Schema, Any)? {
        if let leaf = type as? any SchemaLeaf.Type { return (leaf.schema, try leaf.sample) }
        if let text = type as? any RuledText.Type { return (text.ruledSchema, try text.init(text.sample)) }
        if let number = type as? any RuledInteger.Type {
            return (number.ruledSchema, number.init(within: number.bounds.lowerBound))
        }
        if let collection = type as? any SchemaCollection.Type { return try collection.read(by: self) }
        if let choice = type as? any CaseIterable.Type { return texts(of: choice) }
        return nil
    }

    /// The schema of an enumeration whose cases are texts.
    private func texts<Choice: CaseIterable>(of type: Choice.Type) -> (Schema, Any)? {
        let values = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        guard let first = type.allCases.first, values.count == type.allCases.count else { return nil }
        return (.string(Schema.Text(values: values)), first)
    }

    private func notes<Value>(of type: Value.Type) -> Notes {
        (type as? any Contract.Type)?.notes ?? (type as? any Annotated.Type)?.notes ?? [:]
    }

    /// `Run.Status` of module Model becomes `RunStatus`, and `Page<Run>` becomes `RunPage`.
    private func name<Value>(of type: Value.Type) throws -> String {
        let id = ObjectIdentifier(type)
        if let name = names[id] { return name }
        let name = ComponentName(String(reflecting: type)).text
        if let owner = owners[name], owner != id {
            throw Unreadable(type: String(reflecting: type), reason: "another type is called \(name), too")
        }
        names[id] = name
        owners[name] = id
        return name
    }
}
