import Arguments
import Basics

struct ShowVersion: Command {
    static let name = "version"
    static let summary = "Show the version of this program."
    static let examples = [Example("apus version"), Example("apus version --json", "for scripts")]
    static var parameters: [Parameter<Self>] { OutputOptions.parameters(at: \.output) }

    var output = OutputOptions()

    func run(in session: Session) async throws {
        let listing = Listing(record: [(.init("version", "apus"), .init(Version.current))])
        session.console.write(try listing.text(output, width: session.console.width, style: session.console.style))
    }
}
