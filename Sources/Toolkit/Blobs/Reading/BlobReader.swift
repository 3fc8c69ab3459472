/// Reads what a store was asked for, piece by piece; the next is fetched when it is asked for. One task at a time
/// reads.
package protocol BlobReader: Sendable {
    /// The next piece, `nil` after the last; pieces are never empty.
    ///
    /// Whoever has been given `nil` has all bytes of the range. Of a whole blob with a known digest the last piece is
    /// given only when all are what was stored: otherwise the last call throws `damaged`.
    func next() async throws(BlobError) -> ArraySlice<UInt8>?
}
