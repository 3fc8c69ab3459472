import Compression
import Crypto

/// The pages that the server shows to people, and what they are made of, by path. They are a part of the program.
struct WebAssets: Sendable {
    /// What every page and asset is sent with, beside what every answer has: nothing from elsewhere, no frames, text is
    /// never markup.
    static let securityHeaders: [(name: String, value: String)] = [
        (
            name: "content-security-policy",
            value: """
            default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
            frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'
            """
        ),
        (name: "referrer-policy", value: "no-referrer"),
        (name: "cross-origin-opener-policy", value: "same-origin"),
        (name: "cross-origin-resource-policy", value: "same-origin"),
    ]

    /// What a browser gets for a path that names nothing, with status 404.
    let notFound: WebAsset
    private let assets: [String: WebAsset]

    init() {
        // A page may name a newer script than the one in a cache, so each is asked for again, at the price of a 304.
        var assets: [String: WebAsset] = [
            "/": WebAsset("text/html; charset=utf-8", PackageResources.index_html),
            "/docs": WebAsset("text/html; charset=utf-8", PackageResources.docs_html),
            "/assets/favicon.svg": WebAsset("image/svg+xml", PackageResources.favicon_svg),
        ]
        for (name, bytes) in [
            ("base", PackageResources.base_css), ("docs", PackageResources.docs_css),
            ("home", PackageResources.home_css),
        ] {
            assets["/assets/\(name).css"] = WebAsset("text/css; charset=utf-8", bytes)
        }
        for (name, bytes) in [
            ("docs", PackageResources.docs_js), ("dom", PackageResources.dom_js), ("home", PackageResources.home_js),
            ("operation", PackageResources.operation_js), ("schema", PackageResources.schema_js),
            ("theme", PackageResources.theme_js),
        ] {
            assets["/assets/\(name).js"] = WebAsset("text/javascript; charset=utf-8", bytes)
        }
        self.assets = assets
        notFound = WebAsset("text/html; charset=utf-8", PackageResources.missing_html)
    }

    var paths: [String] { assets.keys.sorted() }

    subscript(path: String) -> WebAsset? { assets[path] }
}

extension WebAsset {
    init(_ contentType: String, _ bytes: [UInt8]) {
        var packed: [UInt8] = []
        var compressor = Compressor(level: 9)
        compressor.compress(bytes.span, into: &packed, flush: .end)
        let digest = SHA256.digest(of: bytes).description.prefix(24)
        self.init(
            contentType: contentType, bytes: bytes, gzip: packed.count < bytes.count ? packed : nil,
            tag: String(digest), gzipTag: "\(digest)-gzip", cacheControl: "no-cache")
    }
}
