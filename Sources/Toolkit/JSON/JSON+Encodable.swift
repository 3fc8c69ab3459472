import Memory

extension Encodable {
    /// The value as JSON text. It throws for a number that is not finite, unless the rules spell those.
    package func json(rules: JSONRules = .standard) throws(JSONError) -> [UInt8] {
        var writer = Writer(rules)
        try writer.encode(self)
        return try writer.finish()
    }
}

extension Writer {
    /// Writes an `Encodable` value.
    package mutating func encode<Value: Encodable>(_ value: Value) throws(JSONError) {
        let start = view.byteCount
        do {
            try TextEncoder(begin: view, rules: rules).write(value)
            try TextEncoder.end(view)
        } catch {
            let path = view.pathOfEnd(from: start)
            view.removeBytes(from: start)
            view.removeWords()
            switch error {
            case let error as JSONError: throw JSONError(error.reason, at: error.offset, path: path)
            case EncodingError.invalidValue(_, let context):
                throw JSONError(.refused(context.debugDescription), path: path)
            default: throw JSONError(.refused("\(error)"), path: path)
            }
        }
    }
}
