import Memory

extension TextEncoder: SingleValueEncodingContainer {
    func encodeNil() throws { view.append("null") }
    func encode(_ value: Bool) throws { view.append(value ? "true" : "false") }
    func encode(_ value: String) throws { view.append(string: value) }
    func encode(_ value: Double) throws { try view.encode(value) }
    func encode(_ value: Float) throws { try view.encode(value) }
    func encode(_ value: Int) throws { view.append(decimal: Int64(value)) }
    func encode(_ value: Int8) throws { view.encode(value) }
    func encode(_ value: Int16) throws { view.encode(value) }
    func encode(_ value: Int32) throws { view.encode(value) }
    func encode(_ value: Int64) throws { view.append(decimal: value) }
    func encode(_ value: Int128) throws { view.encode(value) }
    func encode(_ value: UInt) throws { view.encode(value) }
    func encode(_ value: UInt8) throws { view.encode(value) }
    func encode(_ value: UInt16) throws { view.encode(value) }
    func encode(_ value: UInt32) throws { view.encode(value) }
    func encode(_ value: UInt64) throws { view.encode(value) }
    func encode(_ value: UInt128) throws { view.encode(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try write(value) }
}
