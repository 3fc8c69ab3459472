/// Reads what the kernel tells of a folder (getdents64(2)): records of inode, offset, length, type and name.
enum DirectoryEntries {
    private static let nameOffset = 19

    /// Hands every name but `.` and `..` to `body`.
    static func read(_ bytes: Span<UInt8>, _ body: (String) -> Void) {
        var start = 0
        while start + nameOffset < bytes.count {
            let length = Int(bytes[start + 16]) | Int(bytes[start + 17]) << 8
            guard length > nameOffset, start + length <= bytes.count else { return }
            var name: [UInt8] = []
            for index in start + nameOffset..<start + length {
                if bytes[index] == 0 { break }
                name.append(bytes[index])
            }
            if name != [0x2E], name != [0x2E, 0x2E] { body(String(decoding: name, as: UTF8.self)) }
            start += length
        }
    }
}
