import API
import HTTP
import Hosting
import Model

/// The pages for people, and what they are made of.
struct PagesController: Sendable {
    private let assets: WebAssets

    init(_ assets: WebAssets) { self.assets = assets }

    func add(to routes: inout Routes) throws {
        try routes.serve(GetHome.self) { _, call in try page("/", call) }
        try routes.serve(GetReference.self) { _, call in try page("/docs", call) }
        try routes.serve(GetAsset.self) { asset, call in try page("/assets/" + asset.path, call) }
    }

    private func page(_ path: String, _ call: Call) throws(Failure) -> Response {
        guard let asset = assets[path] else { throw Failure(.notFound, "There is no such file.") }
        if AcceptEncoding.wantsGzip(call.request.headers("accept-encoding")), let gzip = asset.gzip {
            var response = response(asset, gzip, tag: asset.gzipTag)
            // The server says by itself that plain bytes vary.
            response.headers.add("content-encoding", "gzip")
            response.headers.add("vary", "accept-encoding")
            return response
        }
        return response(asset, asset.bytes, tag: asset.tag)
    }

    private func response(_ asset: WebAsset, _ bytes: [UInt8], tag: String) -> Response {
        var response = Response(.ok, asset.contentType, bytes)
        response.validator = Validator(tag: tag)
        response.headers.add("cache-control", asset.cacheControl)
        for (name, value) in WebAssets.securityHeaders { response.headers.add(name, value) }
        return response
    }
}
