/// A file of the web pages, as it is served.
struct WebAsset: Sendable {
    let contentType: String
    let bytes: [UInt8]
    /// The same by gzip, when that is smaller.
    let gzip: [UInt8]?
    /// Strong: it is made of the bytes (RFC 9110 §8.8.3). That of the compressed form is another.
    let entityTag: String
    let gzipEntityTag: String
    let cacheControl: String
}
