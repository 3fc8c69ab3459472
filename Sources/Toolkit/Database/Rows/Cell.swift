/// One value of a result: numbers themselves, texts and bytes by where they lie in the rows' memory.
struct Cell: Sendable {
    enum Kind: UInt8, Sendable {
        case null, boolean, integer, real, text, bytes
        /// Milliseconds since the start of 1970.
        case instant
    }

    let kind: Kind
    let length: UInt32
    let payload: Int64

    init(_ kind: Kind, length: UInt32 = 0, payload: Int64 = 0) {
        self.kind = kind
        self.length = length
        self.payload = payload
    }
}
