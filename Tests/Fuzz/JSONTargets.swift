import JSON

extension Target {
    /// A text that is read, written, and read again is the same value.
    static let json = Target(name: "json") { bytes in
        guard let value = try? JSONValue(json: bytes) else { return true }
        guard let written = try? value.json(), let again = try? JSONValue(json: written) else { return false }
        return again == value
    }
}
