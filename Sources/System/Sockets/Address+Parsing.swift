/// A text that is no address, and what would be one.
package struct AddressError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension Address {
    /// The longest path that the kernel takes for a socket.
    package static let longestPath = 107

    /// Reads `127.0.0.1:8000`, `[::1]:8000`, `localhost:8000` (which is `127.0.0.1`), `*:8000` and `:8000` (every
    /// address), `unix:/run/apus.sock`. Port 0 lets the kernel choose one. Other host names are refused: looking them
    /// up takes time and may fail.
    package init(_ text: String) throws(AddressError) {
        if text.utf8.starts(with: "unix:".utf8) {
            self = .unix(try Self.path(String(text.dropFirst(5))))
            return
        }
        let bytes = Array(text.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else {
            throw AddressError(description: "\"\(text)\" has no port: write it as in 127.0.0.1:8000")
        }
        guard let port = Self.port(bytes[(colon + 1)...]) else {
            throw AddressError(description: "\"\(text)\" must end in a port from 0 to 65535, as in 127.0.0.1:8000")
        }
        let host = String(decoding: bytes[..<colon], as: UTF8.self)
        if host.isEmpty || host == "*" {
            self = .any(port: port)
        } else if host.lowercased() == "localhost" {
            self = .ip(.loopback, port: port)
        } else {
            self = .ip(try Self.host(host, in: text), port: port)
        }
    }

    private static func host(_ host: String, in text: String) throws(AddressError) -> IPAddress {
        if host.hasPrefix("["), host.hasSuffix("]"), host.utf8.count > 2 {
            if let ip = IPAddress(String(host.dropFirst().dropLast())), host.utf8.contains(UInt8(ascii: ":")) {
                return ip
            }
            throw AddressError(
                description: "\"\(text)\" has no IPv6 address in its brackets: write it as in [::1]:8000")
        }
        if host.utf8.contains(UInt8(ascii: ":")) {
            throw AddressError(description: "\"\(text)\": write an IPv6 address in brackets, as in [::1]:8000")
        }
        guard let ip = IPAddress(host) else {
            throw AddressError(
                description: "\"\(text)\": \"\(host)\" is no IP address; write one, * for all, or localhost")
        }
        return ip
    }

    private static func path(_ path: String) throws(AddressError) -> String {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw AddressError(description: "unix: must be followed by a path, as in unix:/run/apus.sock")
        }
        guard path.utf8.count <= longestPath else {
            throw AddressError(description: "a socket's path has at most \(longestPath) bytes: \(path)")
        }
        return path
    }

    /// `1*5DIGIT` up to 65535, without a leading zero, for `+80` and `0080` are more likely mistakes.
    private static func port(_ digits: ArraySlice<UInt8>) -> UInt16? {
        guard (1...5).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        var port = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            port = port * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return UInt16(exactly: port)
    }
}
