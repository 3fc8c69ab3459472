/// Whether a document that is read, written and read again is the same: what a fuzzer asks. What is refused is fine.
package func xmlHolds(_ bytes: [UInt8]) -> Bool {
    guard let root = try? XMLReader.read(bytes) else { return true }
    return (try? XMLReader.read(Array(XMLText.written(root).utf8))) == root
}

extension XMLText {
    /// An element as text. What came between elements comes before them all.
    fileprivate static func written(_ root: XMLElement) -> String {
        element(root.name, escape(root.text) + root.children.map(written).joined())
    }
}
