import HTTP

/// What a browser is shown in place of JSON where there is nothing.
struct LostPage: Sendable {
    private let asset: WebAsset

    init(_ assets: WebAssets) { asset = assets.notFound }

    /// The same answer, told in a page if it is a browser that found nothing.
    func told(_ response: Response, to request: Request) -> Response {
        guard response.status == .notFound, isBrowser(request), !isCall(request) else { return response }
        var response = response
        response.content = .bytes(asset.bytes)
        response.set("content-type", asset.contentType)
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
