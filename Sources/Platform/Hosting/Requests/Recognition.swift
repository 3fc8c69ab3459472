import HTTP
import Model

/// Who makes a request: known at once, or only when somebody else has been asked.
package enum Recognition: Sendable {
    case known(Caller)
    case asked(Asking)

    package typealias Asking = nonisolated(nonsending) @Sendable () async throws -> Caller
}

/// Finds out who makes a request; asked once for each that finds an operation.
package typealias Recognize = @Sendable (Request) throws -> Recognition
