/// This contract, for machines.
package struct GetContract: RawEndpoint {
    package static let route = Route.get("/openapi.json")
    package static let access = Access.everyone(reason: "It says what the product can do, and nothing that it holds.")
    package static let summary = "Gives the OpenAPI description of the API."
    package static let feature = Feature.service
    package static let wire = WireForm.root
    package static let gives = [MediaType.json]
    package static let example = GetContract()

    package init() {}
}
