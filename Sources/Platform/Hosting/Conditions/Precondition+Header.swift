import Model

extension Precondition {
    /// Reads `If-Match` (RFC 9110 §13.1.1): `*`, or a list of entity tags; a weak tag never matches.
    package init(ifMatch value: some Collection<UInt8>) throws(Failure) {
        if value.elementsEqual("*".utf8) {
            self = .exists
            return
        }
        self = .anyOf(try EntityTags(value, of: "If-Match").strong)
    }
}

/// A list of entity tags in a header field.
struct EntityTags {
    private(set) var strong: [Revision] = []

    /// Refuses what is no list of tags; `name` says in which field it stood.
    init(_ value: some Collection<UInt8>, of name: String) throws(Failure) {
        let bytes = Array(value)
        let refusal = Failure(
            .invalid, "expected * or entity tags in double quotes, such as \"7\", separated by commas", field: name)
        var place = 0
        while true {
            while place < bytes.count, bytes[place] == 0x20 || bytes[place] == 0x09 || bytes[place] == 0x2C {
                place += 1
            }
            guard place < bytes.count else { break }
            let isWeak = bytes[place...].starts(with: "W/".utf8)
            if isWeak { place += 2 }
            guard place < bytes.count, bytes[place] == 0x22,
                let end = bytes[(place + 1)...].firstIndex(of: 0x22)
            else { throw refusal }
            let text = String(decoding: bytes[place + 1..<end], as: UTF8.self)
            // A tag that is none of ours names no revision of ours: it just does not match.
            if !isWeak, let revision = try? Revision(text) { strong.append(revision) }
            place = end + 1
            guard place == bytes.count || [0x20, 0x09, 0x2C].contains(bytes[place]) else { throw refusal }
        }
        guard !bytes.isEmpty else { throw refusal }
    }
}
