/// An error of a lower part that says itself what callers are told of it.
package protocol FailureConvertible: Error {
    var failure: Failure { get }
}
