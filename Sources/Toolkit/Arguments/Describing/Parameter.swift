import Basics

/// A parameter of a command: its description, and how its value gets into the command.
package struct Parameter<Owner>: Sendable {
    package let description: ParameterDescription
    /// Sets what was said, once for each time that it was; throws the reason when it is wrong.
    let set: @Sendable (inout Owner, [String]) throws(Misfit) -> Void
}

/// A text that is not what its parameter holds.
struct Misfit: Error {
    let text: String
    let expected: String
}

extension Parameter where Owner: Command {
    /// `--name`, off unless said.
    package static func flag(
        _ name: String, short: Character? = nil, _ path: any WritableKeyPath<Owner, Bool> & Sendable,
        _ meaning: String
    ) -> Self {
        let description = ParameterDescription(
            kind: .flag, name: name, short: short, placeholder: "", meaning: meaning)
        return Self(description: description) { owner, _ in owner[keyPath: path] = true }
    }

    /// `--name VALUE`, with what the property holds as its default.
    package static func option<Value>(
        _ name: String, short: Character? = nil, _ path: any WritableKeyPath<Owner, Value> & Sendable,
        as form: TextForm<Value>, _ placeholder: String, _ meaning: String,
        values: ParameterDescription.Values = .anything
    ) -> Self {
        var description = ParameterDescription(
            kind: .option, name: name, short: short, placeholder: placeholder, meaning: meaning)
        description.accept(form, values)
        description.defaultValue = form.show(Owner()[keyPath: path])
        return Self(description: description) { (owner, texts) throws(Misfit) in
            for text in texts { owner[keyPath: path] = try form.read(text) }
        }
    }

    /// `--name VALUE`, which may be left out.
    package static func option<Value>(
        _ name: String, short: Character? = nil, _ path: any WritableKeyPath<Owner, Value?> & Sendable,
        as form: TextForm<Value>, _ placeholder: String, _ meaning: String,
        values: ParameterDescription.Values = .anything
    ) -> Self {
        var description = ParameterDescription(
            kind: .option, name: name, short: short, placeholder: placeholder, meaning: meaning)
        description.accept(form, values)
        return Self(description: description) { (owner, texts) throws(Misfit) in
            for text in texts { owner[keyPath: path] = try form.read(text) }
        }
    }

    /// `--name VALUE`, as often as wanted.
    package static func options<Value>(
        _ name: String, short: Character? = nil, _ path: any WritableKeyPath<Owner, [Value]> & Sendable,
        as form: TextForm<Value>, _ placeholder: String, _ meaning: String,
        values: ParameterDescription.Values = .anything
    ) -> Self {
        var description = ParameterDescription(
            kind: .option, name: name, short: short, placeholder: placeholder, meaning: meaning)
        description.accept(form, values)
        description.repeats = true
        return Self(description: description) { (owner, texts) throws(Misfit) in
            for text in texts { owner[keyPath: path].append(try form.read(text)) }
        }
    }

    /// A word that may be left out, with what the property holds as its default.
    package static func argument<Value>(
        _ placeholder: String, _ path: any WritableKeyPath<Owner, Value> & Sendable, as form: TextForm<Value>,
        _ meaning: String, values: ParameterDescription.Values = .anything
    ) -> Self {
        var description = ParameterDescription.argument(placeholder, meaning)
        description.accept(form, values)
        description.defaultValue = form.show(Owner()[keyPath: path])
        return Self(description: description) { (owner, texts) throws(Misfit) in
            for text in texts { owner[keyPath: path] = try form.read(text) }
        }
    }

    /// A word that must be said; the command holds nothing for it before.
    package static func required<Value>(
        _ placeholder: String, _ path: any WritableKeyPath<Owner, Value?> & Sendable, as form: TextForm<Value>,
        _ meaning: String, values: ParameterDescription.Values = .anything
    ) -> Self {
        var description = ParameterDescription.argument(placeholder, meaning)
        description.accept(form, values)
        description.isRequired = true
        return Self(description: description) { (owner, texts) throws(Misfit) in
            for text in texts { owner[keyPath: path] = try form.read(text) }
        }
    }

    /// All words that are left: at least one if `isRequired`.
    package static func arguments<Value>(
        _ placeholder: String, _ path: any WritableKeyPath<Owner, [Value]> & Sendable, as form: TextForm<Value>,
        _ meaning: String, isRequired: Bool = false, values: ParameterDescription.Values = .anything
    ) -> Self {
        var description = ParameterDescription.argument(placeholder, meaning)
        description.accept(form, values)
        description.isRequired = isRequired
        description.repeats = true
        return Self(description: description) { (owner, texts) throws(Misfit) in
            for text in texts { owner[keyPath: path].append(try form.read(text)) }
        }
    }
}

extension TextForm {
    fileprivate func read(_ text: String) throws(Misfit) -> Value {
        guard let value = parse(text) else { throw Misfit(text: text, expected: expected) }
        return value
    }
}

extension ParameterDescription {
    fileprivate static func argument(_ placeholder: String, _ meaning: String) -> Self {
        Self(kind: .argument, name: placeholder.lowercased(), short: nil, placeholder: placeholder, meaning: meaning)
    }

    fileprivate mutating func accept<Value>(_ form: TextForm<Value>, _ values: Values) {
        expected = form.expected
        self.values = form.choices.isEmpty ? values : .choices(form.choices)
    }
}
