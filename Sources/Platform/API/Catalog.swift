/// Every operation of the product, from which documents are made and servers are checked.
package enum Catalog {
    package static let all: [any Contract.Type] = [
        GetVersion.self,
        GetHealth.self,
        GetLiveness.self,
        GetReadiness.self,
        GetTrackingVersion.self,
        GetMetrics.self,
        GetContract.self,
        GetHome.self,
        GetReference.self,
        GetAsset.self,
    ]
}
