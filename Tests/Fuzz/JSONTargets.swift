import JSON

extension Target {
    /// A text that is read, written, and read again is the same value, in parts and by every reader.
    static let json = Target(name: "json") { bytes in (try? fuzzJSON(bytes)) != nil }
}
