extension HTTPURL {
    /// The URL that a Location field means, read beside this one (RFC 3986 §5.2, RFC 9110 §10.2.2).
    ///
    /// Servers write bytes there that a URL may not hold; they are percent-encoded, not refused, and control bytes are
    /// refused. A user name or password is refused as everywhere.
    package func resolving(_ reference: some Sequence<UInt8>) throws(HTTPURLError) -> HTTPURL {
        let text = try Self.encoded(reference)
        guard text.count <= HTTPURLReader.limit else { throw .tooLong }
        var reader = HTTPURLReader(text)
        if reader.take("http://") || reader.take("https://") { return try HTTPURL(bytes: text).withoutDots }
        if reader.take("//") {
            let (origin, _) = try reader.authority(scheme, userInfo: .refused)
            return HTTPURL(origin: origin, target: try reader.target()).withoutDots
        }
        // A colon before any slash makes it another scheme's.
        let head = text.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard !head.contains(UInt8(ascii: ":")) else { throw .scheme }
        var merged: [UInt8]
        switch text.first {
        case nil, UInt8(ascii: "#"): merged = target
        case UInt8(ascii: "/"): merged = text
        case UInt8(ascii: "?"): merged = Array(path) + text
        default:
            let folder = path.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? path
            merged = Array(folder) + text
        }
        var target = HTTPURLReader(merged)
        return HTTPURL(origin: origin, target: try target.target()).withoutDots
    }

    private static func encoded(_ reference: some Sequence<UInt8>) throws(HTTPURLError) -> [UInt8] {
        var result: [UInt8] = []
        for byte in reference {
            guard byte >= 0x20, byte != 0x7F else { throw .character(at: result.count) }
            if isTargetByte(byte) || byte == UInt8(ascii: "#") {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return result
    }

    /// RFC 3986 §5.2.4.
    private var withoutDots: HTTPURL {
        var segments: [ArraySlice<UInt8>] = []
        let all = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, segment) in all.enumerated() {
            let isLast = index == all.count - 1
            if segment.elementsEqual(".".utf8) {
                if isLast { segments.append([]) }
            } else if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
                if isLast { segments.append([]) }
            } else {
                segments.append(segment)
            }
        }
        var result: [UInt8] = []
        for segment in segments {
            result.append(UInt8(ascii: "/"))
            result += segment
        }
        if result.isEmpty { result = [UInt8(ascii: "/")] }
        if let query { result += [UInt8(ascii: "?")] + query }
        return HTTPURL(origin: origin, userInfo: userInfo, target: result)
    }
}
