import S3

extension Target {
    /// A document that is read, written, and read again is the same elements with the same text.
    static let xml = Target(name: "xml") { bytes in xmlHolds(bytes) }
}
