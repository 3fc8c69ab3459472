import API
import Arguments
import Basics
import HTTP
import JSON

struct OpenAPI: Command {
    static let name = "openapi"
    static let summary = "Print the API as an OpenAPI 3.1 document."
    static let examples = [
        Example("apus openapi > openapi.json", "of this version"),
        Example("apus openapi --server http://ml.lan:8000", "of a running server"),
    ]
    static let parameters: [Parameter<Self>] = [
        .option("server", short: "s", \.server, as: .httpURL, "URL", "Ask this running server instead.")
    ]

    var server: HTTPURL?

    func run(in session: Session) async throws {
        guard let server else {
            return session.console.write(try OpenAPIDocument(version: Version.current).json.pretty())
        }
        let talk = ServerTalk(server, environment: session.environment)
        let answer = try await talk.require("/openapi.json")
        session.console.write(String(decoding: answer.body, as: UTF8.self))
    }
}
