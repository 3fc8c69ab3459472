import Machine

/// Through it the writers of several processes pass one after the other.
///
/// The library has no line before its lock: whoever has just given it back could take it again, and again, before
/// another that waits has looked once. So who waits for it holds a byte of a file beside the database, and who comes
/// meanwhile waits for that byte to be given back: two processes that write all the time take turns, and of more than
/// two each gets its turn soon.
final class Turnstile {
    /// Beside that of opening, which is the first.
    private static let byte: Int64 = 1

    private let file: LockFile
    private var isNext = false

    init(_ file: LockFile) { self.file = file }

    /// Whether another is the next to write.
    var isTaken: Bool { !isNext && file.isTaken(Self.byte) }

    /// Makes this process the next to write, if none is; answers whether it is.
    func enter() -> Bool {
        // What cannot be locked lets all pass: nobody is to wait for what never comes.
        if !isNext { isNext = (try? file.lock(Self.byte)) ?? false }
        return isNext
    }

    /// Lets the next one in.
    func leave() {
        guard isNext else { return }
        isNext = false
        file.unlock(Self.byte)
    }
}
