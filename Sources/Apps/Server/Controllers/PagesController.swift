import API
import HTTP
import Hosting
import Model

/// The pages for people, and what they are made of.
struct PagesController: Sendable {
    private let assets = WebAssets()

    func add(to routes: inout Routes) throws {
        try routes.serve(GetHome.self) { _, call in try page("/", call) }
        try routes.serve(GetReference.self) { _, call in try page("/docs", call) }
        try routes.serve(GetAsset.self) { asset, call in try page("/assets/" + asset.path, call) }
    }

    private func page(_ path: String, _ call: Call) throws(Failure) -> Response {
        guard let asset = assets[path] else { throw Failure(.notFound, "There is no such file.") }
        return Response(asset)
    }
}

extension Response {
    /// A file of the pages; the server compresses it where that is asked for, and knows it again by its tag.
    fileprivate init(_ asset: WebAsset) {
        self.init(.ok, asset.contentType, asset.bytes)
        headers.add("cache-control", asset.cacheControl)
        for (name, value) in WebAssets.securityHeaders where name.lowercased() != "x-content-type-options" {
            headers.add(name.lowercased(), value)
        }
        validator = Validator(tag: asset.tag)
    }
}
