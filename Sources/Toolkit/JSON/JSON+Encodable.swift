import Memory

extension Encodable {
    /// The value as JSON text. It throws for a number that is not finite, unless the rules spell those.
    package func json(rules: JSONRules = .standard) throws(JSONError) -> [UInt8] {
        let store = TextStore()
        try store.view.encode(self, rules)
        return store.view.bytes(at: 0, count: store.view.byteCount)
    }
}

extension Writer {
    /// Writes an `Encodable` value.
    package mutating func encode<Value: Encodable>(_ value: Value) throws(JSONError) { try view.encode(value, rules) }
}

extension TextView {
    fileprivate func encode<Value: Encodable>(_ value: Value, _ rules: JSONRules) throws(JSONError) {
        let start = byteCount
        do {
            try TextEncoder(begin: self, rules: rules).write(value)
            try TextEncoder.end(self)
        } catch { throw refusal(error, from: start) }
    }

    @inline(never) private func refusal(_ error: any Error, from start: Int) -> JSONError {
        let path = pathOfEnd(from: start)
        removeBytes(from: start)
        removeWords()
        switch error {
        case let error as JSONError: return JSONError(error.reason, at: error.offset, path: path)
        case EncodingError.invalidValue(_, let context):
            return JSONError(.refused(context.debugDescription), path: path)
        default: return JSONError(.refused("\(error)"), path: path)
        }
    }
}
