/// What may stand at the cursor.
package enum Candidate: Sendable, Equatable {
    case word(String, meaning: String)
    /// The names of files, which the shell knows best.
    case files
    case folders

    /// A line of `__complete`: the word and its meaning with a tab between, or what the shell is to offer itself.
    package var line: String {
        switch self {
        case .word(let word, let meaning): meaning.isEmpty ? word : "\(word)\t\(meaning)"
        case .files: ":files"
        case .folders: ":folders"
        }
    }
}
