import HTTP

/// Answers people: the pages and their parts, and words instead of JSON where a browser finds nothing.
struct WebPages: Sendable {
    private let assets: WebAssets

    init(_ assets: WebAssets = WebAssets()) { self.assets = assets }

    /// A page, or what `next` answers.
    nonisolated(nonsending) func respond(to request: Request, otherwise next: Handler) async throws -> Response {
        if var page = page(for: request) {
            if request.peer.isEncrypted { page.headers.add("strict-transport-security", "max-age=31536000") }
            return page
        }
        let response = try await next(request)
        guard response.status == .notFound, isBrowser(request), !isCall(request) else { return response }
        return replaced(response)
    }

    private func page(for request: Request) -> Response? {
        guard request.method == .get || request.method == .head else { return nil }
        guard let asset = assets[String(decoding: request.path, as: UTF8.self)] else { return nil }
        let isPacked = AcceptEncoding.wantsGzip(request.headers("accept-encoding"))
        guard isPacked, let gzip = asset.gzip else { return response(asset, asset.bytes, tag: asset.tag) }
        var response = response(asset, gzip, tag: asset.gzipTag)
        // The server says by itself that plain bytes vary.
        response.headers.add("content-encoding", "gzip")
        response.headers.add("vary", "accept-encoding")
        return response
    }

    private func response(_ asset: WebAsset, _ bytes: [UInt8], tag: String) -> Response {
        var response = Response(.ok, asset.contentType, bytes)
        response.validator = Validator(tag: tag)
        response.headers.add("cache-control", asset.cacheControl)
        for (name, value) in WebAssets.securityHeaders { response.headers.add(name, value) }
        return response
    }

    /// The same answer, told in a page.
    private func replaced(_ response: Response) -> Response {
        var response = response
        response.content = .bytes(assets.notFound.bytes)
        response.set("content-type", assets.notFound.contentType)
        for (name, value) in WebAssets.securityHeaders { response.set(name, value) }
        return response
    }

    private func isBrowser(_ request: Request) -> Bool {
        request.method == .get
            && request.headers("accept").contains { String(decoding: $0, as: UTF8.self).contains("text/html") }
    }

    /// Whether the path is one that programs call, whatever they say they accept.
    private func isCall(_ request: Request) -> Bool {
        request.path.starts(with: "/api/".utf8) || request.path.starts(with: "/ajax-api/".utf8)
    }
}
