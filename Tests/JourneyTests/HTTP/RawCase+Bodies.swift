extension RawCase {
    /// RFC 9112 §6.3: a length is digits, once, and never beside a transfer coding.
    static let lengths: [RawCase] =
        [
            post("a body by its length", "Content-Length: 5\r\n", "hello", .answered(understood)),
            post("an empty body", "Content-Length: 0\r\n", "", .answered(understood)),
            post("a length after a tab", "Content-Length:\t5 \r\n", "hello", .answered(understood)),
            post("no length and no coding", "", "", .answered(understood)),
            post("two lengths", "Content-Length: 5\r\nContent-Length: 7\r\n", "hello!!", .refused([400])),
            post("the same length twice", "Content-Length: 5\r\nContent-Length: 5\r\n", "hello", .refused([400])),
            post("two lengths apart", "Content-Length: 5\r\nX: a\r\nContent-Length: 0\r\n", "hello", .refused([400])),
            post(
                "two lengths in strange case", "Content-Length: 0\r\ncontent-length: 50\r\n", "hello",
                .refused([400])),
        ]
        + [
            "", " ", "-1", "-0", "+5", "+0", "0x5", "5a", "a5", "abc", "xyz", "5 5", "5,5", "5, 5", "5;", "05", "00",
            "0005", "5.0",
            "1e1", "1_0", "\"5\"", "5\t5", "5\u{B}", "5\u{0}", "\u{B2}", "\u{D9}\u{A5}", "-1234", "4294967296x",
            "1000000000000000000", "18446744073709551616", "18446744073709551621", "99999999999999999999999999",
            "-123456789123456789123456789",
        ].map {
            post("the length \($0.debugDescription)", "Content-Length: \($0)\r\n", "hello", .refused([400, 413]))
        }

    private static let fiveAndEnd = "5\r\nhello\r\n0\r\n\r\n"

    /// RFC 9112 §6.1: `chunked`, once, in HTTP/1.1, and no length beside it.
    static let codings: [RawCase] =
        [
            post("a chunked body", "Transfer-Encoding: chunked\r\n", fiveAndEnd, .answered(understood)),
            post(
                "white space round the coding", "Transfer-Encoding:\t chunked \t\r\n", fiveAndEnd, .answered(understood)
            ),
            post(
                "the coding in capitals", "Transfer-Encoding: CHUNKED\r\n", fiveAndEnd,
                .answered(understood.union([400, 501]))),
            post(
                "a coding and a length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", fiveAndEnd,
                .refused([400])),
            post(
                "a length and a coding", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", fiveAndEnd,
                .refused([400])),
            post(
                "a length and a coding in strange case", "content-LengtH: 5\r\nTransFer-Encoding: chunked\r\n",
                "c\r\nHellO world1\r\n0\r\n\r\n", .refused([400])),
            post(
                "a length of nothing and a coding", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                fiveAndEnd, .refused([400])),
            post(
                "a length and an unknown coding", "Content-Length: 5\r\nTransfer-Encoding: x\r\n", "hello",
                .refused([400, 501])),
            post(
                "the coding twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", fiveAndEnd,
                .refused([400, 501])),
            post(
                "two codings in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                fiveAndEnd, .refused([400, 501])),
            post(
                "two codings the other way", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                fiveAndEnd, .refused([400, 501])),
            RawCase(
                "a coding in HTTP/1.0",
                "POST \(path) HTTP/1.0\r\n\(host)Transfer-Encoding: chunked\r\n\r\n\(fiveAndEnd)",
                .refused([400])),
            RawCase(
                "a coding and keep-alive in HTTP/1.0",
                "POST \(path) HTTP/1.0\r\n\(host)Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + fiveAndEnd, .refused([400])),
            get("a coding for GET, badly", "Transfer-Encoding: cow\r\n", .refused([400, 501])),
            post("chunked, but not last", "Transfer-Encoding: chunked, gzip\r\n", fiveAndEnd, .refused([400])),
        ]
        + [
            "", "gzip", "identity", "nonsense", "gzip, chunked", "chunked, chunked", "chunked,chunked", "chunked,",
            ",chunked",
            "chunked;q=1", "\"chunked\"", "'chunked'", "xchunked", "chunkedx", "ch unked", "chunked chunked",
            "chunked\u{0}",
            "chunked\u{B}", "\u{B}chunked", "chunked\u{A0}", "\u{FF}chunked", "chun\u{212A}ed", "chunk",
            "identity, chunked",
        ].map {
            post("the coding \($0.debugDescription)", "Transfer-Encoding: \($0)\r\n", fiveAndEnd, .refused([400, 501]))
        }

    /// A coding that one reader might see and another might not, beside a length: how requests are smuggled.
    static let hiddenCodings: [RawCase] =
        ([1, 4, 8, 9, 10, 11, 12, 13, 31, 32, 127, 160, 255] as [UInt8]).flatMap { byte -> [RawCase] in
            let mark = Unicode.Scalar(byte)
            let fields = [
                ("before the name", "\(mark)Transfer-Encoding: chunked"),
                ("before the colon", "Transfer-Encoding\(mark): chunked"),
                ("before the value", "Transfer-Encoding:\(mark)chunked"),
                ("after the value", "Transfer-Encoding: chunked\(mark)"),
                ("before the line's end", "X: a\(mark)Transfer-Encoding: chunked"),
            ]
            return fields.compactMap { place, field in
                // White space inside a value is text, and the length then counts.
                if place == "before the line's end", byte == 9 || byte == 32 { return nil }
                let expected: Expected =
                    place == "before the line's end" && byte >= 128
                    ? .answered(understood.union([400])) : .refused([400, 501])
                return post(
                    "the byte \(byte) \(place) of a coding beside a length", "Content-Length: 5\r\n\(field)\r\n",
                    "0\r\n\r\n", expected)
            }
        }

    /// RFC 9110 §10.1.1.
    static let expectations: [RawCase] = [
        post("a body that asks first", "Content-Length: 5\r\nExpect: 100-continue\r\n", "hello", .answered(understood)),
        post(
            "an expectation in strange case", "Content-Length: 0\r\nExpect: 100-Continue\r\n", "", .answered(understood)
        ),
        get("an expectation without a body", "Expect: 100-continue\r\n", .answered([200])),
        post("another expectation", "Content-Length: 0\r\nExpect: 200-ok\r\n", "", .answered([417])),
        post("an expectation beside another", "Content-Length: 0\r\nExpect: 100-continue, x\r\n", "", .answered([417])),
        RawCase(
            "an expectation in HTTP/1.0",
            "POST \(path) HTTP/1.0\r\n\(host)Content-Length: 0\r\nExpect: 100-continue\r\n\r\n",
            .refused(understood.union([417]))),
    ]
}
