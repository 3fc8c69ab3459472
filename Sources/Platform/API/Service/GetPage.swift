import Model

/// The first page, for people.
package struct GetHome: RawEndpoint {
    package static let route = Route.get("/")
    package static let access = Access.everyone(reason: "It leads on and holds nothing.")
    package static let summary = "Gives the page that leads to all others."
    package static let feature = Feature.service
    package static let wire = WireForm.pages
    package static let gives = [MediaType.html]
    package static let example = GetHome()

    package init() {}
}

/// The reference of the API, for people.
package struct GetReference: RawEndpoint {
    package static let route = Route.get("/docs")
    package static let access = Access.everyone(reason: "It says what the product can do, and nothing that it holds.")
    package static let summary = "Gives the reference of the API as a page."
    package static let feature = Feature.service
    package static let wire = WireForm.pages
    package static let gives = [MediaType.html]
    package static let example = GetReference()

    package init() {}
}

/// What pages are made of: scripts, styles, pictures.
package struct GetAsset: RawEndpoint {
    package static let route = Route.get("/assets/{path...}")
    package static let access = Access.everyone(reason: "It is a part of the program, the same for all.")
    package static let summary = "Gives a file that pages are made of."
    package static let feature = Feature.service
    package static let notes: Notes = ["path": "The name of the file."]
    package static let failures = [Failure.Code.notFound]
    package static let wire = WireForm.pages
    package static let gives: [MediaType] = [
        "text/javascript; charset=utf-8", "text/css; charset=utf-8", "image/svg+xml",
    ]
    package static let example = GetAsset(path: "base.css")

    package var path: String

    package init(path: String) { self.path = path }
}
