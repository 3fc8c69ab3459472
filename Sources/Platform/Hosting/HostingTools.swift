/// What all operations of a server share.
package final class HostingTools: Sendable {
    package let answers: any AnswerStore
    package let pages: PageTokens

    package init(answers: any AnswerStore, pages: PageTokens) {
        self.answers = answers
        self.pages = pages
    }
}
