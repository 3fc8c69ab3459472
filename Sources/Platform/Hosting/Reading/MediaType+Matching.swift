import API

extension MediaType {
    /// Whether a `Content-Type` names this type, in whatever case, with or without parameters.
    func isNamed(by field: ArraySlice<UInt8>?) -> Bool {
        guard let field, field.count >= text.utf8.count else { return false }
        for (byte, wanted) in zip(field, text.utf8) {
            let folded = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            guard folded == wanted else { return false }
        }
        let next = field.dropFirst(text.utf8.count).first { $0 != 0x20 && $0 != 0x09 }
        return next == nil || next == 0x3B
    }
}
