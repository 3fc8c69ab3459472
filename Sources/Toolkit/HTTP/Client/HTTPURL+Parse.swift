import Memory
import Sockets

/// Reads the parts of a URL from left to right, byte by byte.
struct HTTPURLReader {
    static let limit = 8 * 1024
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var atEnd: Bool { at == bytes.count }
    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    /// Takes `text` if it comes next, whatever its case.
    mutating func take(_ text: StaticString) -> Bool {
        let end = at + text.utf8CodeUnitCount
        guard end <= bytes.count, bytes.span.extracting(at..<end).equalsFolded(text) else { return false }
        at = end
        return true
    }

    /// What comes before any of `ends`, or all of the rest.
    private mutating func text(before ends: StaticString) -> ArraySlice<UInt8> {
        let start = at
        while at < bytes.count, !contains(ends, bytes[at]) { at += 1 }
        return bytes[start..<at]
    }

    private func contains(_ text: StaticString, _ byte: UInt8) -> Bool {
        for i in 0..<text.utf8CodeUnitCount where text[i] == byte { return true }
        return false
    }

    /// Everything between `//` and the path.
    mutating func authority(
        _ scheme: HTTPURL.Scheme, userInfo rule: HTTPURL.UserInfoRule
    ) throws(HTTPURLError) -> (HTTPURL.Origin, HTTPURL.UserInfo?) {
        var rest = text(before: "/?#")
        var info: HTTPURL.UserInfo?
        if let mark = rest.lastIndex(of: UInt8(ascii: "@")) {
            guard rule == .allowed else { throw .userInfo }
            info = try Self.userInfo(rest[..<mark])
            rest = rest[(mark + 1)...]
        }
        let (host, after) = try Self.host(rest)
        var port = scheme.defaultPort
        if let colon = after.first {
            guard colon == UInt8(ascii: ":") else { throw .host }
            port = try Self.port(after.dropFirst())
        }
        return (HTTPURL.Origin(scheme: scheme, host: host, port: port), info)
    }

    /// The percent-encoded path of a Unix socket, in the host's place.
    mutating func unixSocket() throws(HTTPURLError) -> HTTPURL.Origin {
        guard let path = percentDecoded(text(before: "/?#")), path.first == UInt8(ascii: "/"), !path.contains(0),
            let text = String(validating: path, as: UTF8.self)
        else { throw .host }
        return HTTPURL.Origin(scheme: .http, host: .unix(text), port: 80)
    }

    /// Path and query up to the end or the fragment; an empty path is `/` (RFC 9110 §4.2.3).
    mutating func target() throws(HTTPURLError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count - at + 1)
        if next != UInt8(ascii: "/") { result.append(UInt8(ascii: "/")) }
        while let byte = next, byte != UInt8(ascii: "#") {
            guard isTargetByte(byte) else { throw .character(at: at) }
            if byte == UInt8(ascii: "%") {
                guard at + 2 < bytes.count, bytes[at + 1].hexadecimal != nil, bytes[at + 2].hexadecimal != nil else {
                    throw .escape(at: at)
                }
            }
            result.append(byte)
            at += 1
        }
        guard result.count <= Self.limit else { throw .tooLong }
        return result
    }

    private static func userInfo(_ text: ArraySlice<UInt8>) throws(HTTPURLError) -> HTTPURL.UserInfo {
        let mark = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        guard let user = percentDecoded(text[..<mark]), let password = percentDecoded(text[mark...].dropFirst()),
            let user = String(validating: user, as: UTF8.self),
            let password = String(validating: password, as: UTF8.self)
        else { throw .userInfo }
        return HTTPURL.UserInfo(user: user, password: password)
    }

    private static func port(_ digits: ArraySlice<UInt8>) throws(HTTPURLError) -> UInt16 {
        guard (1...5).contains(digits.count), digits.first != UInt8(ascii: "0") else { throw .port }
        var value = 0
        for digit in digits {
            guard digit.isDigit else { throw .port }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        guard let port = UInt16(exactly: value) else { throw .port }
        return port
    }

    /// The host, and what follows it.
    private static func host(
        _ text: ArraySlice<UInt8>
    ) throws(HTTPURLError) -> (HTTPURL.Host, ArraySlice<UInt8>) {
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { throw .host }
            let literal = text[text.startIndex + 1..<end]
            // A zone after % means something on one machine only.
            guard literal.contains(UInt8(ascii: ":")), !literal.contains(UInt8(ascii: "%")),
                let address = IPAddress(String(decoding: literal, as: UTF8.self))
            else { throw .host }
            return (.ip(address), text[(end + 1)...])
        }
        let end = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        return (try name(text[..<end]), text[end...])
    }

    /// A registered name of letters, digits, hyphens and underscores, or a dotted IPv4 address.
    private static func name(_ text: ArraySlice<UInt8>) throws(HTTPURLError) -> HTTPURL.Host {
        let labels = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...253).contains(text.count), let last = labels.last else { throw .host }
        for (index, label) in labels.enumerated() {
            if label.isEmpty, index == labels.count - 1, index > 0 { continue }  // the root's dot
            guard (1...63).contains(label.count), label.allSatisfy(isNameByte) else { throw .host }
        }
        let lowered = String(decoding: text.map(\.folded), as: UTF8.self)
        let final = last.isEmpty ? labels[labels.count - 2] : last
        // A last label that is a number makes it an IPv4 address to some resolvers and a name to others.
        guard final.allSatisfy(\.isDigit) || final.starts(with: [0x30, 0x78]) || final.starts(with: [0x30, 0x58]) else {
            return .name(lowered)
        }
        let isStrict = labels.count == 4 && labels.allSatisfy { $0.count == 1 || $0.first != UInt8(ascii: "0") }
        guard isStrict, let address = IPAddress(lowered) else { throw .host }
        return .ip(address)
    }
}

extension HTTPURL {
    package init(
        bytes: [UInt8], userInfo rule: UserInfoRule = .refused
    ) throws(HTTPURLError) {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= HTTPURLReader.limit else { throw .tooLong }
        var reader = HTTPURLReader(bytes)
        let origin: Origin
        var info: UserInfo?
        if reader.take("http://") {
            (origin, info) = try reader.authority(.http, userInfo: rule)
        } else if reader.take("https://") {
            (origin, info) = try reader.authority(.https, userInfo: rule)
        } else if reader.take("http+unix://") {
            origin = try reader.unixSocket()
        } else {
            throw .scheme
        }
        self.init(origin: origin, userInfo: info, target: try reader.target())
    }
}

/// RFC 3986 §3.3 and §3.4: what a path or query may hold unencoded, and the percent sign itself.
@inline(__always) func isTargetByte(_ byte: UInt8) -> Bool {
    guard byte > 0x20, byte < 0x7F else { return false }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
        UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "#"):
        return false
    default: return true
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    byte.isDigit || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
}

/// `nil` where a percent sign is not followed by two hexadecimal digits.
private func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else { result.append(byte); continue }
        guard let high = rest.popFirst().flatMap(\.hexadecimal), let low = rest.popFirst().flatMap(\.hexadecimal) else {
            return nil
        }
        result.append(high << 4 | low)
    }
    return result
}
