/// A file of the web pages, as it is served.
struct WebAsset: Sendable {
    let contentType: String
    let bytes: [UInt8]
    /// The same by gzip, when that is smaller.
    let gzip: [UInt8]?
    /// A strong entity tag, without its quotes: it is made of the bytes. That of the compressed form is another
    /// (RFC 9110 §8.8.3).
    let tag: String
    let gzipTag: String
    let cacheControl: String
}
