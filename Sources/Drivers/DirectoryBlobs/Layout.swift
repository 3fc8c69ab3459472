import Blobs

/// Where things lie beneath the root. A name of ours has a plus sign in it, which no key has.
///
/// `a/b` is the file `a/b+blob`, so that `a` and `a/b` can both be blobs.
enum Layout {
    static let staging = "+staging"
    static let uploads = "+uploads"
    private static let mark = "+blob"

    static func folder(of key: BlobKey) -> String {
        key.text.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(key.text[..<$0]) } ?? ""
    }

    static func name(of key: BlobKey) -> String { (key.segments.last.map(String.init) ?? "") + mark }

    static func path(of key: BlobKey) -> String { key.text + mark }

    /// What a name in a folder stands for: the last segment of a key, or a folder, which ends with a slash; nothing if
    /// it is not a part of keys.
    static func segment(named name: String) -> String? {
        if name.hasSuffix(mark) {
            let segment = String(name.dropLast(mark.utf8.count))
            return (try? BlobKey(segment)) == nil ? nil : segment
        }
        return (try? BlobKey(name)) == nil ? nil : name + "/"
    }
}
