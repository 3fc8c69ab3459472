import Model

/// The one word that MLflow's clients and probes wait for.
package struct GetHealth: RawEndpoint {
    package static let route = Route.get("/health")
    package static let access = Access.everyone(reason: "Probes and MLflow's clients ask it before they sign in.")
    package static let summary = "Says OK."
    package static let feature = Feature.service
    package static let wire = WireForm.root
    package static let gives = [MediaType.text]
    package static let example = GetHealth()

    package init() {}
}

/// Whether the process itself is well; nothing outside of it is asked.
package struct GetLiveness: Endpoint {
    package typealias Output = Liveness

    package static let route = Route.get("/health/live")
    package static let access = Access.everyone(reason: "Whatever restarts the server has no account.")
    package static let summary = "Tells whether the server's loops turn."
    package static let feature = Feature.service
    package static let wire = WireForm.root
    package static let failures = [Failure.Code.unavailable]
    package static let example = GetLiveness()

    package init() {}
}

package struct Liveness: Codable, Sendable, Hashable, Annotated {
    package static let notes: Notes = ["loops": "How many event loops turn: all of them."]

    package var loops: Int

    package init(loops: Int) { self.loops = loops }
}

/// Whether requests should be sent here.
package struct GetReadiness: Endpoint {
    package typealias Output = Readiness

    package static let route = Route.get("/health/ready")
    package static let access = Access.everyone(reason: "Load balancers have no account.")
    package static let summary = "Tells whether the server takes requests."
    package static let explanation = """
        While it starts or drains, it answers 503, so that a load balancer sends requests elsewhere.
        """
    package static let feature = Feature.service
    package static let wire = WireForm.root
    package static let failures = [Failure.Code.unavailable]
    package static let example = GetReadiness()

    package init() {}
}

package struct Readiness: Codable, Sendable, Hashable, Annotated {
    package static let notes: Notes = ["parts": "What the server needs, each with how it is."]

    /// One thing that the server needs.
    package struct Part: Codable, Sendable, Hashable, Annotated {
        package static let notes: Notes = [
            "name": "What it is, such as `accounts` or `database`.",
            "state": "Whether it works; `degraded` does not stand in the way of requests.",
            "detail": "What is to be known about it.",
        ]

        package enum State: String, Codable, Sendable, CaseIterable { case ready, degraded, down }

        package var name: String
        package var state: State
        package var detail: String?

        package init(name: String, state: State, detail: String? = nil) {
            self.name = name
            self.state = state
            self.detail = detail
        }
    }

    package var parts: [Part]

    package init(parts: [Part]) { self.parts = parts }
}
