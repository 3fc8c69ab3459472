import Settings
import Testing

@Suite("URLs in settings") struct ServiceURLTests {
    @Test func `a URL has its parts`() throws {
        let url = try #require(ServiceURL("postgresql://apus:p%40ss:w@[::1]:5432/apus?sslmode=require"))
        #expect(url.scheme == "postgresql" && url.user == "apus" && url.password == "p%40ss:w")
        #expect(url.host == "::1" && url.port == 5432 && url.path == "/apus" && url.query == "sslmode=require")
    }

    @Test(arguments: [
        ("http://a", "http://a"), ("https://a.b/", "https://a.b/"), ("amqp://u@h", "amqp://u@h"),
        ("amqp://u:p@h:1/v", "amqp://u:***@h:1/v"), ("s3://k:@h", "s3://k:***@h"), ("sqlite:///x", "sqlite:///x"),
        ("HTTP://a?x", "HTTP://a?x"), ("http://:p@h", "http://:***@h"),
    ])
    func `a URL never shows its password`(text: String, shown: String) throws {
        let url = try #require(ServiceURL(text))
        #expect(url.description == shown)
        var dumped = ""
        dump(url, to: &dumped)
        #expect(!dumped.contains(":p@"))
    }

    @Test(arguments: [
        "", "a", "http:/a", "://a", "1http://a", "http://a b", "http://a#f", "http://a:x", "http://a:65536", "http://é",
        "http://[a", "http://a\n", "http://a b@c",
    ])
    func `what is no URL is refused`(text: String) { #expect(ServiceURL(text) == nil) }
}
