import Blobs
import Crypto
import Lifecycle
import Machine
import Sockets

/// Reads files to hash them, on a thread of its own: a disk may keep a reader waiting.
actor FileHasher {
    private let lane = Lane("s3-files")
    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.unowned }

    private static let blockSize = 1 << 20

    /// The SHA-256 of a part of a file.
    func digest(_ file: File, _ range: Range<Int>) throws(BlobError) -> Digest {
        var hash = SHA256()
        var block = [UInt8](repeating: 0, count: min(Self.blockSize, range.count))
        var offset = range.lowerBound
        while offset < range.upperBound {
            if Task.isCancelled { throw .cancelled }
            let count = try Self.read(file, at: offset, into: &block, min(block.count, range.upperBound - offset))
            hash.update(block.span.extracting(0..<count))
            offset += count
        }
        return hash.finish()
    }

    private static func read(
        _ file: File, at offset: Int, into block: inout [UInt8], _ wanted: Int
    ) throws(BlobError) -> Int {
        let count: Int
        do { count = try file.read(at: offset, into: &block, 0..<wanted) } catch { throw .source(error) }
        guard count > 0 else {
            throw BlobError(.source, "the file to be stored ends at byte \(offset), before the end of its range")
        }
        return count
    }
}
