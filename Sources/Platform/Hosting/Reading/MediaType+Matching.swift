import API
import Memory

extension MediaType {
    /// Whether a `Content-Type` names this type, in whatever case, with or without parameters.
    func isNamed(by field: ArraySlice<UInt8>?) -> Bool {
        guard let field else { return false }
        let (given, own) = (field.span, text.utf8.span)
        if given.isEqual(to: own) { return true }
        guard given.count >= own.count else { return false }
        for place in 0..<own.count {
            let byte = given[place]
            guard (byte &- 0x41 < 26 ? byte | 0x20 : byte) == own[place] else { return false }
        }
        for place in own.count..<given.count where given[place] != 0x20 && given[place] != 0x09 {
            return given[place] == 0x3B
        }
        return true
    }
}
