/// What the server is, for whoever works with it.
package struct GetVersion: Endpoint {
    package typealias Output = ServerVersion

    package static let route = Route.get("/version")
    package static let access = Access.signedIn
    package static let summary = "Tells which version of Apus the server is."
    package static let feature = Feature.service
    package static let example = GetVersion()

    package init() {}
}

package struct ServerVersion: Codable, Sendable, Hashable, Annotated {
    package static let notes: Notes = [
        "version": "The version of the server.",
        "api": "The version of the API, as it stands in its paths.",
    ]

    package var version: String
    package var api: String

    package init(version: String, api: String = "v1") {
        self.version = version
        self.api = api
    }
}
