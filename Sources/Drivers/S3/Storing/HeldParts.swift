import Blobs

/// How a stream is cut into parts that are kept in memory until they are stored: of what size, and how many of them are
/// under way beside the one that is being cut. All parts of one upload have one size, as some stores want it.
///
/// Either way that is 24 MiB or less. Small parts, of which more are under way, keep a store busier.
struct HeldParts: Equatable {
    let size: Int
    let atOnce: Int

    private static let small = HeldParts(size: BlobPart.leastSize, atOnce: 3)
    private static let large = HeldParts(size: 8 << 20, atOnce: 2)

    private init(size: Int, atOnce: Int) {
        self.size = size
        self.atOnce = atOnce
    }

    /// Small ones where that many are enough for the length, if it is known. What fits into one large one is no upload.
    init(ofLength length: Int?) {
        let size = length ?? .max
        self = size > S3Blobs.heldSize && size <= Self.small.mostBytes ? Self.small : Self.large
    }

    /// There are only so many parts.
    private var mostBytes: Int { size * BlobPart.mostParts }

    /// Refuses a stream for which there would be too few parts.
    static func check(_ length: Int?) throws(BlobError) {
        guard let length, length > large.mostBytes else { return }
        throw BlobError(
            .invalid,
            "\(length) bytes are too many for one stream, which takes \(large.mostBytes): "
                + "store a file, or upload in parts")
    }
}
