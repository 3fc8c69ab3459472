/// Writes fields in the wire format of Protocol Buffers. As in proto3, what equals its default is left out.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ field: Int, _ value: UInt64) {
        if value == 0 { return }
        tag(field, 0)
        append(varint: value)
    }

    mutating func fixed64(_ field: Int, _ value: UInt64) {
        if value == 0 { return }
        tag(field, 1)
        append(littleEndian: value, count: 8)
    }

    mutating func fixed32(_ field: Int, _ value: UInt32) {
        if value == 0 { return }
        tag(field, 5)
        append(littleEndian: UInt64(value), count: 4)
    }

    mutating func data(_ field: Int, _ value: some Collection<UInt8>) {
        if value.isEmpty { return }
        tag(field, 2)
        append(varint: UInt64(value.count))
        bytes += value
    }

    mutating func text(_ field: Int, _ value: String) { data(field, value.utf8) }

    /// A message; an empty one is written too, since its presence may say something.
    mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        body(&inner)
        tag(field, 2)
        append(varint: UInt64(inner.bytes.count))
        bytes += inner.bytes
    }

    /// A field of a `oneof`: written even when it equals the default.
    mutating func chosen(_ field: Int, _ value: LogValue) {
        switch value {
        case .text(let text):
            tag(field, 2)
            append(varint: UInt64(text.utf8.count))
            bytes += text.utf8
        case .boolean(let truth):
            tag(field, 0)
            append(varint: truth ? 1 : 0)
        case .integer(let number):
            tag(field, 0)
            append(varint: UInt64(bitPattern: Int64(number)))
        case .number(let number):
            tag(field, 1)
            append(littleEndian: number.bitPattern, count: 8)
        }
    }

    private mutating func tag(_ field: Int, _ wireType: UInt64) { append(varint: UInt64(field) << 3 | wireType) }

    private mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private mutating func append(littleEndian value: UInt64, count: Int) {
        for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
    }
}
