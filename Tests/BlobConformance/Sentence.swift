import Blobs
import Testing

/// What is tried: a store that also takes uploads in parts.
package typealias WholeStore = any BlobStore & BlobUploads

/// One thing that every store of blobs promises, and how it is tried on a fresh one.
package struct Sentence: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    /// The store is empty, and used by nobody else.
    package let check: @Sendable (WholeStore) async throws -> Void

    init(_ text: String, _ check: @escaping @Sendable (WholeStore) async throws -> Void) {
        testDescription = text
        self.check = check
    }
}

/// What every driver has to keep; a driver's tests try each sentence on a real store.
///
/// ```swift
/// @Test(arguments: BlobPromises.sentences)
/// func `a directory keeps`(_ sentence: Sentence) async throws { try await sentence.check(freshStore()) }
/// ```
package enum BlobPromises {
    package static var sentences: [Sentence] {
        keys + contents + ranges + refusals + overwriting + listing + deleting + copying + links + parts + endings
    }
}

/// Expects that something throws a `BlobError` for this reason, and answers it.
@discardableResult
func expect<Answer>(
    _ reason: BlobError.Reason, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Answer
) async -> BlobError? {
    do {
        _ = try await body()
        Issue.record("nothing was thrown; expected \(reason)", sourceLocation: sourceLocation)
        return nil
    } catch let error as BlobError {
        #expect(error.reason == reason, "\(error)", sourceLocation: sourceLocation)
        #expect(!error.message.isEmpty, sourceLocation: sourceLocation)
        return error
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
        return nil
    }
}

/// Expects that a store has just these keys, and no upload that has not ended.
func expectOnly(
    _ keys: [String], in store: WholeStore, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    #expect(try await store.list(.all).entries.map(\.key.text) == keys, sourceLocation: sourceLocation)
    let unfinished = try await store.unfinished(.all, after: nil, limit: 10)
    #expect(unfinished == [], sourceLocation: sourceLocation)
}
