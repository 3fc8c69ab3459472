import Blobs
import Model
import Services
import Testing

@Suite("What callers are told of failures of the store of blobs") struct BlobFailureTests {
    static let codes: [BlobError.Reason: Failure.Code] = [
        .notFound: .notFound, .invalid: .invalid, .outside: .invalid, .mismatch: .invalid, .damaged: .internalError,
        .full: .unavailable, .unavailable: .unavailable, .unauthorized: .internalError, .source: .internalError,
        .cancelled: .timedOut,
    ]

    @Test(arguments: BlobError.Reason.allCases) func `each kind has its own code, and nothing of the inside is told`(
        reason: BlobError.Reason
    ) {
        let failure = Failure(BlobError(reason, "bucket 'secret-place' at 10.0.0.7"))
        #expect(failure.code == Self.codes[reason])
        if [.unavailable, .internalError].contains(failure.code) {
            #expect(!failure.message.contains("secret-place"))
        }
        #expect((failure.cause as? BlobError)?.reason == reason)
    }

    @Test func `what is away now may be asked for later`() {
        #expect(Failure(BlobError(.unavailable, "away")).retryAfter == .seconds(1))
        #expect(Failure(BlobError(.unavailable, "busy", retryAfter: .seconds(5))).retryAfter == .seconds(5))
    }

    @Test func `a body that was refused while it was stored is refused as such`() {
        let refused = Failure(.tooLarge, "No more than 5 bytes.")
        #expect(Failure(BlobError.source(refused)) == refused)
    }
}
