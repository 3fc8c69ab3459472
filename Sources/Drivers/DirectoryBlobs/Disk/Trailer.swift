import Blobs
import Crypto

/// What is recorded of a blob: 256 bytes of ASCII behind its own, in the same file.
///
/// So one file is all there is of a blob: it appears by one rename, is durable by one `fsync`, and whatever copies the
/// folder, by whatever means, copies this too. Extended attributes are lost by most copies and archives; a second file
/// would be a second thing to appear.
struct Trailer: Equatable {
    static let size = 256
    private static let mark = Array("\napus blob 1 ".utf8)
    private static let sumSize = 16

    let digest: Digest
    let type: BlobType
    /// The first half of the SHA-256 of what is recorded, in hexadecimal digits: it names this content of this type.
    let tag: String

    init(digest: Digest, type: BlobType) {
        self.digest = digest
        self.type = type
        tag = Self.tag(of: Self.record(digest, type))
    }

    /// Reads a trailer; nothing if it is none, or was damaged.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size, bytes.starts(with: Self.mark), bytes.last == UInt8(ascii: "\n") else {
            return nil
        }
        let digits = bytes[Self.mark.count..<Self.mark.count + 64]
        let rest = bytes[(Self.mark.count + 65)..<(Self.size - Self.sumSize - 1)]
        let name = rest[..<(rest.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? rest.startIndex)]
        guard let digest = Digest(hex: String(decoding: digits, as: UTF8.self)),
            let type = try? BlobType(String(decoding: name, as: UTF8.self))
        else { return nil }
        self.init(digest: digest, type: type)
        guard self.bytes == bytes else { return nil }
    }

    var bytes: [UInt8] { Self.record(digest, type) + tag.utf8.prefix(Self.sumSize) + [UInt8(ascii: "\n")] }

    private static func record(_ digest: Digest, _ type: BlobType) -> [UInt8] {
        let record = mark + "\(digest) \(type)".utf8
        return record + [UInt8](repeating: 0x20, count: max(0, size - sumSize - 1 - record.count))
    }

    private static func tag(of record: [UInt8]) -> String {
        Hex.encode(Array(SHA256.digest(of: record).bytes.prefix(16)))
    }
}
