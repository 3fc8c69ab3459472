/// What a call asks for.
package enum Invocation<Session: Sendable> {
    /// `path` has the words that lead to the command, without the program's own name.
    case run(CommandTree<Session>.Action, path: [String], Globals)
    case help(path: [String], Globals)
    /// A group without a verb: its help, as an answer to an incomplete call.
    case incomplete(path: [String], Globals)
    case version
}
