/// The release of MLflow's tracking server that clients may take this one for.
package struct GetTrackingVersion: RawEndpoint {
    package static let route = Route.get("/version")
    package static let access = Access.everyone(reason: "MLflow's clients ask it before they sign in.")
    package static let summary = "Tells with which release of MLflow the server is compatible."
    package static let feature = Feature.service
    package static let wire = WireForm.root
    package static let gives = [MediaType.text]
    package static let example = GetTrackingVersion()

    package init() {}
}
