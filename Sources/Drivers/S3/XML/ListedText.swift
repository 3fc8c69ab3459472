/// Keys as a listing has them: percent-encoded where it says so, for XML cannot have every character.
struct ListedText {
    private let isEncoded: Bool

    init(_ listing: XMLElement) { isEncoded = listing.text(of: "EncodingType") == "url" }

    /// `nil` when the element is not there, or its text is not encoded as it says.
    func text(_ element: XMLElement?) -> String? {
        guard let text = element?.text else { return nil }
        return isEncoded ? PercentEncoding.decode(text, plusIsSpace: true) : text
    }
}
