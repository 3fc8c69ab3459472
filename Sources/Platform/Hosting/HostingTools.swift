/// What all operations of a server share.
package final class HostingTools: Sendable {
    package let answers: AnswerStore
    package let pages: PageTokens

    package init(answers: AnswerStore, pages: PageTokens) {
        self.answers = answers
        self.pages = pages
    }
}
