import Testing

/// A text and what a reader must make of it, after the published JSON parsing suite.
struct ParsingCase: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ text: String) { (self.name, bytes) = (name, Array(text.utf8)) }
    init(_ name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }

    /// Bytes inside the quotes of a string in an array.
    static func inString(_ name: String, _ bytes: UInt8...) -> ParsingCase {
        ParsingCase(name, bytes: Array("[\"".utf8) + bytes + Array("\"]".utf8))
    }

    var testDescription: String { "\(name): \(String(decoding: bytes.prefix(60), as: UTF8.self))" }
}

/// Texts that must be read.
enum MustParse {
    static let all = structure + numbers + strings

    static let structure: [ParsingCase] = [
        .init("empty array", "[]"), .init("empty object", "{}"), .init("array with space", "[ ]"),
        .init("object with space", "{ }"), .init("newline in array", "[\n]"),
        .init("tabs everywhere", "\t[\t1\t,\t2\t]\t"),
        .init("carriage returns", "\r\n[1,\r\n2]\r\n"), .init("leading space", " [1]"), .init("trailing space", "[1] "),
        .init("trailing newline", "[\"a\"]\n"), .init("space around colon", "{\"a\" : 1}"),
        .init("newline around colon", "{\"a\"\n:\n1}"), .init("space around comma", "[1 , 2]"),
        .init("arrays in arrays", "[[]]"), .init("arrays in arrays twice", "[[],[[]]]"),
        .init("array of all", "[null,1,\"1\",{},[],true,false]"),
        .init("array with several nulls", "[1,null,null,null,2]"), .init("array of false", "[false]"),
        .init("array of true", "[true]"), .init("array of null", "[null]"), .init("lonely null", "null"),
        .init("lonely true", "true"), .init("lonely false", "false"), .init("lonely integer", "42"),
        .init("lonely negative", "-0.1"), .init("lonely string", "\"asd\""), .init("lonely empty string", "\"\""),
        .init("string with space before", " \"a\""), .init("object basic", "{\"asd\":\"sdf\"}"),
        .init("object two members", "{\"asd\":\"sdf\",\"dfg\":\"fgh\"}"), .init("object empty name", "{\"\":0}"),
        .init("object long names", "{\"min\":-1.0e+28,\"max\":1.0e+28}"),
        .init("object nested", "{\"a\":{\"b\":{\"c\":{}}}}"),
        .init("object simple", "{\"a\":[]}"), .init("object string unicode name", "{\"\\u041f\\u043e\":1}"),
        .init("object with newlines", "{\n\"a\": \"b\"\n}"),
        .init("object extreme numbers", "{\"a\":-1e308,\"b\":1e308}"),
        .init("object names that differ in case", "{\"a\":1,\"A\":2}"),
        .init("object names that differ in length", "{\"a\":1,\"aa\":2}"),
        .init("object names that are prefixes", "{\"metric_1\":1,\"metric_10\":2,\"metric_100\":3}"),
        .init("object names that differ by normalization", "{\"é\":1,\"e\\u0301\":2}"),
        .init("same name in different objects", "[{\"a\":1},{\"a\":2}]"),
        .init("same name inside", "{\"a\":{\"a\":1}}"),
        .init("seventeen names", "{\((0..<17).map { "\"\($0)\":\($0)" }.joined(separator: ","))}"),
        .init("a hundred names", "{\((0..<100).map { "\"name \($0)\":\($0)" }.joined(separator: ","))}"),
        .init("depth 64", String(repeating: "[", count: 64) + String(repeating: "]", count: 64)),
        .init(
            "depth 64 of objects", String(repeating: "{\"a\":", count: 63) + "{}" + String(repeating: "}", count: 63)),
        .init("array after array", "[[1],[2],[3]]"), .init("object in array in object", "{\"a\":[{\"b\":[1]}]}"),
        .init("literals without space", "[true,false,null]"), .init("literal at the end of eight bytes", "[12,true]"),
        .init("literal before the end", "   null"), .init("all spaces", " \t\r\n1 \t\r\n"),
    ]

    static let numbers: [ParsingCase] = [
        .init("zero", "[0]"), .init("minus zero", "[-0]"), .init("minus zero point", "[-0.0]"), .init("one", "[1]"),
        .init("minus one", "[-1]"),
        .init("minus integer", "[-123]"), .init("ten", "[10]"), .init("simple integer", "[123]"),
        .init("simple real", "[123.456789]"),
        .init("exponent", "[0e1]"), .init("zero exponent plus", "[0e+1]"), .init("zero exponent minus", "[0e-1]"),
        .init("capital E", "[1E22]"),
        .init("capital E minus", "[1E-2]"), .init("capital E plus", "[1E+2]"), .init("exponent minus", "[1e-2]"),
        .init("exponent plus", "[1e+2]"),
        .init("real exponent", "[123.456e78]"), .init("real exponent minus", "[123.456e-78]"),
        .init("fraction exponent", "[123e45]"),
        .init("fraction exponent capital", "[123.5E+45]"),
        .init("close to zero", "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]"),
        .init("after space", "[ 4]"), .init("before space", "[4 ]"), .init("double", "[0.1]"),
        .init("three quarters", "[0.75]"),
        .init("leading exponent zeros", "[1e0001]"), .init("greatest integer", "[9223372036854775807]"),
        .init("least integer", "[-9223372036854775808]"),
        .init("18 digits", "[999999999999999999]"), .init("two to the 53rd plus one", "[9007199254740993]"),
        .init("greatest double", "[1.7976931348623157e308]"),
        .init("least normal", "[2.2250738585072014e-308]"), .init("least subnormal", "[5e-324]"),
        .init("below half the least", "[2e-324]"),
        .init("long fraction", "[3.14159265358979323846264338327950288419716939937510]"),
        .init("many zeros", "[1.00000000000000000000000000000000000001]"),
        .init("zeros before digits", "[0.00000000000000000000000000000000000000123]"),
        .init("underflow to zero", "[123e-10000000]"),
        .init("zero with a huge exponent", "[0e100000000]"), .init("million", "[1000000]"),
        .init("real at the end", "1.5"), .init("exponent at the end", "1e5"),
        .init("fraction of one digit", "[1.0]"), .init("fraction zeros", "[1.000]"),
        .init("many numbers", "[1,2.5,-3,4e1,-5E-1]"),
        .init("halfway to even down", "[9007199254740992.5]"), .init("halfway to even up", "[9007199254740995.0]"),
        .init("slow path", "[1.7976931348623158e308]"),
    ]

    static let strings: [ParsingCase] = [
        .init("accepted surrogate pair", "[\"\\uD801\\udc37\"]"),
        .init("accepted surrogate pairs", "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]"),
        .init("last pair", "[\"\\uDBFF\\uDFFF\"]"), .init("first pair", "[\"\\uD800\\uDC00\"]"),
        .init("all escapes", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"),
        .init("escape in the middle", "[\"abc\\ndef\"]"), .init("escape at the end", "[\"abc\\n\"]"),
        .init("escape at the start", "[\"\\nabc\"]"),
        .init("escapes only", "[\"\\n\\n\\n\"]"), .init("escaped backslash before quote", "[\"a\\\\\"]"),
        .init("escaped quote", "[\"\\\"\"]"),
        .init("two backslashes and n", "[\"\\\\n\"]"), .init("backslash and u", "[\"\\\\u0000\"]"),
        .init("escaped NUL", "[\"\\u0000\"]"), .init("escaped control", "[\"\\u0012\"]"),
        .init("escaped noncharacter", "[\"\\uFFFF\"]"), .init("noncharacter U+10FFFE", "[\"\\uDBFF\\uDFFE\"]"),
        .init("noncharacter U+FDD0", "[\"\\uFDD0\"]"),
        .init("one byte escape", "[\"\\u002c\"]"), .init("two byte escape", "[\"\\u0123\"]"),
        .init("three byte escape", "[\"\\u0821\"]"), .init("lower case hex", "[\"\\uabcd\"]"),
        .init("upper case hex", "[\"\\uABCD\"]"), .init("escape of a quote", "[\"\\u0022\"]"),
        .init("escape of a backslash", "[\"\\u005C\"]"), .init("first of two bytes", "[\"\\u0080\"]"),
        .init("last of two bytes", "[\"\\u07FF\"]"), .init("first of three bytes", "[\"\\u0800\"]"),
        .init("before the surrogates", "[\"\\uD7FF\"]"), .init("behind the surrogates", "[\"\\uE000\"]"),
        .init("byte order mark in a string", "[\"\\uFEFF\"]"),
        .init("raw byte order mark in a string", "[\"\u{FEFF}\"]"), .init("escaped line separator", "[\"\\u2028\"]"),
        .init("raw line separator", "[\"\u{2028}\u{2029}\"]"), .init("raw two bytes", "[\"é\"]"),
        .init("raw three bytes", "[\"€\"]"), .init("raw four bytes", "[\"😀\"]"),
        .init("raw U+FFFF", "[\"\u{FFFF}\"]"),
        .init("raw delete", "[\"\u{7F}\"]"), .init("escaped delete", "[\"\\u007F\"]"),
        .init("raw combining", "[\"e\u{301}\"]"), .init("Japanese", "[\"学習率を下げたら損失が安定した\"]"),
        .init("escape behind two bytes", "[\"é\\né\"]"), .init("escape behind four bytes", "[\"😀\\t😀\\u0041😀\"]"),
        .init("seven bytes", "[\"1234567\"]"), .init("eight bytes", "[\"12345678\"]"),
        .init("nine bytes", "[\"123456789\"]"), .init("fifteen bytes", "[\"123456789012345\"]"),
        .init("sixteen bytes", "[\"1234567890123456\"]"), .init("comment in a string", "[\"a/*b*/c/*d//e\"]"),
        .init("brackets in a string", "[\"[{]}\"]"), .init("string of spaces", "[\"   \"]"),
        .init("unescaped slash", "[\"/\"]"), .init("escaped slash", "[\"\\/\"]"),
        .init("space in a name", "{\" \":1}"), .init("escaped name", "{\"\\u0061\":1}"),
        .init("name with escapes", "{\"a\\nb\\\"c\":1}"),
        .init("long string", "[\"\(String(repeating: "x", count: 1_000))\"]"),
        .init("long string beyond ASCII", "[\"\(String(repeating: "ü", count: 500))\"]"),
        .init("long string of escapes", "[\"\(String(repeating: "\\u00fc", count: 300))\"]"),
        .init("literal names", "{\"null\":null,\"true\":true,\"false\":false}"),
        .init("tilde and space edge", "[\" ~\"]"), .init("quote and bang", "[\"!#[]\"]"),
        .inString("U+0080 in bytes", 0xC2, 0x80), .inString("U+07FF in bytes", 0xDF, 0xBF),
        .inString("U+0800 in bytes", 0xE0, 0xA0, 0x80), .inString("U+D7FF in bytes", 0xED, 0x9F, 0xBF),
        .inString("U+E000 in bytes", 0xEE, 0x80, 0x80), .inString("U+10000 in bytes", 0xF0, 0x90, 0x80, 0x80),
        .inString("U+10FFFF in bytes", 0xF4, 0x8F, 0xBF, 0xBF),
    ]
}
