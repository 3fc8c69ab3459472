extension RawCase {
    /// RFC 9112 §7.1. A server may have answered before it saw the chunk; then the connection still ends.
    static let chunks: [RawCase] = good + broken + flooded

    private static let good: [RawCase] = [
        chunked("chunks of both cases", "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", .answered(understood)),
        chunked("zeros before a size", "005\r\nhello\r\n000\r\n\r\n", .answered(understood.union([400]))),
        chunked("an extension", "5;a\r\nhello\r\n0;b=c\r\n\r\n", .answered(understood)),
        chunked("an extension with a quoted value", "5;a=\"b;c\"\r\nhello\r\n0\r\n\r\n", .answered(understood)),
        chunked(
            "an extension of 200 bytes", "5;\(String(repeating: "x", count: 200))\r\nhello\r\n0\r\n\r\n",
            .answered(understood)),
        chunked("no chunk but the last", "0\r\n\r\n", .answered(understood)),
        chunked("a trailer", "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n", .answered(understood)),
        chunked(
            "a length as a trailer, which counts for nothing", "0\r\nContent-Length: 50\r\n\r\n",
            .answered(understood.union([400]))),
        chunked("data that looks like chunks", "9\r\n0\r\n\r\nGET \r\n0\r\n\r\n", .answered(understood)),
    ]

    private static let broken: [RawCase] =
        [
            "Z", "+5", "-5", " 5", "\t5", "5 ", "5\t", "0x5", "0X5", "5_0", "5.", "5,5", "5 5", "", ";a", "\u{0}5",
            "5\u{0}", "\u{B2}",
            "5h", "g", "FFFFFFFFFFFFFFFF5", "10000000000000005", "FFFFFFFFFFFFFFFF", "8000000000000005",
            "7FFFFFFFFFFFFFFF",
            "5;a\nb", "5;a\rb", "5;\u{0}", "5;\u{1}a",
        ].map {
            chunked(
                "the chunk size \($0.debugDescription)", "\($0)\r\nhello\r\n0\r\n\r\n",
                .refused(understood.union([400])))
        }
        + [
            "5\nhello\r\n0\r\n\r\n", "5\rhello\r\n0\r\n\r\n", "5\r\r\nhello\r\n0\r\n\r\n", "5\n\rhello\r\n0\r\n\r\n",
            "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhellox\r\n0\r\n\r\n",
            "5\r\nhell\r\n0\r\n\r\n",
            "5\r\nhello\r\n0\n\r\n", "5\r\nhello\r\n0\r\n\n", "5\r\nhello\r\n0\r\r\n", "5\r\nhello\r\n\r\n0\r\n\r\n",
            "5\r\nhello\r\n0\r\n X: a\r\n\r\n", "5\r\nhello\r\n0\r\nX : a\r\n\r\n", "5\r\nhello\r\n0\r\n: a\r\n\r\n",
            "5\r\nhello\r\n0\r\nX\r\n\r\n", "5\r\nhello\r\n0\r\nX: a\u{0}\r\n\r\n", "5\r\nhello\r\n0\r\nX: a\n\r\n",
            "5\r\nhello\r\n0\r\nX: a\r\n b\r\n\r\n", "5\r\nhello\r\n0\r\nX: a\rb\r\n\r\n",
        ].map { chunked("the chunks \($0.debugDescription)", $0, .refused(understood.union([400]))) }

    /// More about chunks than in them.
    private static let flooded: [RawCase] = [
        chunked(
            "an extension of 300 bytes", "5;\(String(repeating: "x", count: 300))\r\nhello\r\n0\r\n\r\n",
            .answered(understood.union([400]))),
        chunked(
            "trailers of 9 KiB",
            "0\r\n" + String(repeating: "X: \(String(repeating: "y", count: 1020))\r\n", count: 9) + "\r\n",
            .answered(understood.union([400, 431]))),
        chunked(
            "20,000 chunks of one byte", String(repeating: "1\r\nx\r\n", count: 20_000) + "0\r\n\r\n",
            .answered(understood.union([400]))),
    ]

    private static func chunked(_ rule: String, _ body: String, _ expected: Expected) -> RawCase {
        // A chunk that is not over makes a server wait; these bytes are its rest, and nothing is asked by them.
        post(rule, "Transfer-Encoding: chunked\r\n", body, expected)
    }
}
