/// The headers `traceparent` and `tracestate` (W3C Trace Context, levels 1 and 2).
extension TraceContext {
    /// Reads what came with a request. Nil when `traceparent` is not sound; then `tracestate` counts for nothing.
    ///
    /// A `tracestate` that is not sound is dropped as a whole and the trace goes on (§3.3). Several headers of that
    /// name are handed over in their order; more than one `traceparent` must be refused by the caller (§3.2).
    package init?(traceparent: some Collection<UInt8>, tracestate: [[UInt8]] = []) {
        let text = Self.trimmed(Array(traceparent))
        // 2 + 32 + 16 + 2 digits and three dashes; a later version may say more after a fourth (§3.2.4).
        guard text.count >= 55, let version = Hexadecimal.number(text[0..<2]), version != 0xFF,
            text.count == 55 || (version > 0 && text[55] == UInt8(ascii: "-")),
            [2, 35, 52].allSatisfy({ text[$0] == UInt8(ascii: "-") }),
            let high = Hexadecimal.number(text[3..<19]), let low = Hexadecimal.number(text[19..<35]),
            let span = Hexadecimal.number(text[36..<52]), let flags = Hexadecimal.number(text[53..<55]),
            let traceID = TraceID(high: high, low: low), let spanID = SpanID(span)
        else { return nil }
        self.init(
            trace: traceID, span: spanID, isSampled: flags & 1 != 0, isRandom: flags & 2 != 0,
            state: TraceState(headers: tracestate) ?? TraceState())
    }

    /// `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`
    package var traceparent: String {
        var text: [UInt8] = []
        text.reserveCapacity(55)
        text += "00-".utf8
        Hexadecimal.append(trace.high, to: &text)
        Hexadecimal.append(trace.low, to: &text)
        text.append(UInt8(ascii: "-"))
        Hexadecimal.append(span.value, to: &text)
        text += "-0".utf8
        text.append(0x30 + (isSampled ? 1 : 0) + (isRandom ? 2 : 0))
        return String(decoding: text, as: UTF8.self)
    }

    /// Without the blanks around it, and counted from 0.
    static func trimmed(_ text: [UInt8]) -> [UInt8] {
        guard let first = text.firstIndex(where: { !isBlank($0) }), let last = text.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return Array(text[first...last])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

extension TraceState {
    /// Nil when anything in the list is not sound: a key twice, more than 32 members, characters that may not be.
    package init?(headers: [[UInt8]]) {
        var members: [Member] = []
        for header in headers {
            for piece in header.split(separator: UInt8(ascii: ",")) {
                let text = TraceContext.trimmed(Array(piece))
                if text.isEmpty { continue }
                guard members.count < 32, let equals = text.firstIndex(of: UInt8(ascii: "=")),
                    Self.isKey(text[..<equals]), Self.isValue(text[(equals + 1)...])
                else { return nil }
                let key = String(decoding: text[..<equals], as: UTF8.self)
                guard !members.contains(where: { $0.key == key }) else { return nil }
                members.append(Member(key: key, value: String(decoding: text[(equals + 1)...], as: UTF8.self)))
            }
        }
        self.init(members)
    }

    /// The value of the header, `foo=1,bar=2`.
    package var header: String { members.map { "\($0.key)=\($0.value)" }.joined(separator: ",") }

    /// `vendor`, or `tenant@vendor`.
    private static func isKey(_ key: ArraySlice<UInt8>) -> Bool {
        let parts = key.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.allSatisfy(isKeyByte) }), let first = parts.first?.first, isAlphanumeric(first)
        else { return false }
        switch parts.count {
        case 1: return parts[0].count <= 256
        case 2:
            guard let vendor = parts[1].first, vendor >= 0x61 else { return false }
            return parts[0].count <= 241 && parts[1].count <= 14
        default: return false
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7A)
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte)
            || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/")].contains(byte)
    }

    private static func isValue(_ value: ArraySlice<UInt8>) -> Bool {
        guard (1...256).contains(value.count) else { return false }
        return value.allSatisfy { $0 >= 0x20 && $0 <= 0x7E && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }
}
