import Basics
import Testing

@Suite("Durations, sizes and numbers as text") struct TextTests {
    @Test(
        arguments: [
            ("0", .zero), ("250ms", .milliseconds(250)), ("30s", .seconds(30)), ("5m", .seconds(300)),
            ("1h30m", .seconds(5400)), ("7d", .seconds(604_800)), ("1d1h1m1s1ms", .milliseconds(90_061_001)),
            ("0s", .zero), ("90s", .seconds(90)),
        ] as [(String, Duration)])
    func `a duration is read`(text: String, duration: Duration) {
        #expect(Duration(spelled: text) == duration)
    }

    @Test(arguments: [
        "", "30", "s", "+5s", "-5s", "5 s", "5S", "1.5s", "5s5m", "5s5s", "30s ", " 30s", "5sec", "1m-1s",
        "99999999999999999999s", "9223372036854775807d", "9223372036854775807ms1ms", "5m5", "٥s",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(Duration(spelled: text) == nil)
    }

    @Test(
        arguments: [
            (.zero, "0"), (.milliseconds(1), "1ms"), (.seconds(90), "1m30s"), (.seconds(604_800), "7d"),
            (.seconds(-1), "0"), (.milliseconds(90_061_001), "1d1h1m1s1ms"),
        ] as [(Duration, String)])
    func `a duration is spelled so that it reads back`(duration: Duration, text: String) {
        #expect(duration.spelled == text)
        if duration >= .zero { #expect(Duration(spelled: text) == duration) }
    }

    @Test(arguments: [
        ("0", 0), ("1500", 1500), ("1500B", 1500), ("10kB", 10_000), ("64KiB", 65_536), ("1MiB", 1 << 20),
        ("1 MiB", 1 << 20), ("5GiB", 5 << 30), ("2TiB", 2 << 40), ("1TB", 1_000_000_000_000),
    ])
    func `a size is read`(text: String, bytes: Int) {
        #expect(ByteCount(spelled: text)?.bytes == bytes)
    }

    @Test(arguments: [
        "", "KiB", "1kib", "1K", "1M", "-1", "+1", "1.5MiB", "1  MiB", "1 ", " 1", "99999999999999999999", "9999999TiB",
        "0x10",
    ])
    func `what is no size is refused`(text: String) {
        #expect(ByteCount(spelled: text) == nil)
    }

    @Test(arguments: [(0, "0"), (1, "1"), (1500, "1500"), (1 << 20, "1MiB"), (3 << 29, "1536MiB"), (1 << 40, "1TiB")])
    func `a size is spelled so that it reads back`(bytes: Int, text: String) {
        #expect(ByteCount(bytes).spelled == text)
        #expect(ByteCount(spelled: text)?.bytes == bytes)
    }

    @Test(arguments: [("0", 0), ("-0", 0), ("-128", -128), ("127", 127), ("007", 7)] as [(String, Int8)])
    func `a decimal number is read`(text: String, number: Int8) {
        #expect(Int8(decimal: text) == number)
    }

    @Test(arguments: ["", "+5", "-", "--5", "128", "-129", " 5", "5 ", "5.0", "٥", "1_000", "0x5"])
    func `what is no decimal number is refused`(text: String) {
        #expect(Int8(decimal: text) == nil)
    }

    @Test func `an unsigned number has no sign`() { #expect(UInt8(decimal: "-5") == nil) }

    @Test func `only hexadecimal digits have a value`() {
        let digits = (UInt8.min...UInt8.max).filter { $0.hexadecimalValue != nil }
        #expect(String(decoding: digits, as: UTF8.self) == "0123456789ABCDEFabcdef")
        #expect(digits.map(\.hexadecimalValue) == Array(0...15) + Array(10...15))
        #expect((UInt8.min...UInt8.max).filter(\.isASCIILetter).count == 52)
    }
}
