import JSON
import Model

/// A request as it travels: what an endpoint's value becomes on its way to a server.
package struct RequestMessage: Sendable, Hashable {
    package let method: Route.Method
    /// Path and query, encoded.
    package let target: String
    /// JSON; `nil` when the operation takes none.
    package let body: [UInt8]?

    /// Refuses, as `invalid`, a value that cannot stand in a path.
    package init<Request: Contract>(_ request: Request) throws(Failure) {
        let rules = Request.wire.rules
        do throws(JSONError) {
            var fields = try JSONValue(json: request.json(rules: rules), rules: rules).object ?? [:]
            method = Request.route.method
            var target = Request.wire.bases.first ?? ""
            target += try Self.path(Request.route, &fields)
            if Request.takesJSON {
                body = try JSONValue.object(fields).json(rules: rules)
            } else {
                target += Self.query(fields)
                body = nil
            }
            self.target = target
        } catch { throw Failure(.invalid, error.message, field: error.path.isEmpty ? nil : error.path) }
    }

    /// The path, whose parameters are taken out of the fields.
    private static func path(_ route: Route, _ fields: inout JSONObject) throws(JSONError) -> String {
        var path = ""
        for segment in route.segments {
            switch segment {
            case .literal(let text): path += "/" + text
            case .parameter(let name), .name(let name):
                path += "/" + encoded(try value(name, &fields), keeping: [])
            case .rest(let name):
                path += "/" + encoded(try value(name, &fields), keeping: [UInt8(ascii: "/")])
            }
        }
        return path.isEmpty ? "/" : path
    }

    private static func value(_ name: String, _ fields: inout JSONObject) throws(JSONError) -> String {
        let text = fields[name]?.parameterText ?? ""
        fields[name] = nil
        guard !text.isEmpty, text != ".", text != ".." else {
            throw JSONError(.refused("\"\(text)\" cannot stand in a path"), path: name)
        }
        return text
    }

    private static func query(_ fields: JSONObject) -> String {
        var pairs: [String] = []
        for (name, value) in fields {
            for value in value.array ?? [value] {
                guard let text = value.parameterText else { continue }
                pairs.append(encoded(name, keeping: []) + "=" + encoded(text, keeping: []))
            }
        }
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    }

    /// Percent-encoded, all but what is unreserved (RFC 3986 §2.3).
    private static func encoded(_ text: String, keeping kept: [UInt8]) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            case _ where kept.contains(byte): bytes.append(byte)
            default:
                bytes.append(0x25)
                for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? digit + 0x30 : digit + 0x37) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONValue {
    /// The value as a parameter; `nil` for what has no text.
    fileprivate var parameterText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .boolean(let truth): truth ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
