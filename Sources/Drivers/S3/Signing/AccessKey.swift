import Basics

/// What proves to the store who asks: a key that is known by name, its secret, and for one that is only lent, the token
/// that goes with it.
struct AccessKey: Sendable, Equatable {
    let id: String
    let secret: Secret
    var token: Secret?
    /// When it stops to be valid; `nil` for one that stays until somebody takes it back.
    var expires: Instant?
}
