import Settings
import Testing

@Suite("A file of settings") struct SettingsFileTests {
    private func read(_ text: String) -> SettingsFile { SettingsFile(path: "f", bytes: Array(text.utf8)) }

    @Test(arguments: [
        ("A=1", "1"), ("A = 1", "1"), ("\tA\t=\t1\t", "1"), ("A=1\r\n", "1"), ("A=", ""), ("A=b=c", "b=c"),
        ("A=\"b c\"", "b c"), (#"A="a\"b\\c""#, #"a"b\c"#), ("A=\" # \"", " # "), ("A=x#y", "x#y"), ("A='b'", "'b'"),
        ("A=é", "é"), ("A = \"\"", ""),
    ])
    func `a line is read`(line: String, value: String) {
        let file = read(line)
        #expect(file.problems.isEmpty)
        #expect(file.lines == [SettingsFile.Line(name: "A", value: value, number: 1)])
    }

    @Test(arguments: ["", "\n\n", "# A=1", "  # A=1", "\r\n"])
    func `empty lines and comments are skipped`(text: String) {
        #expect(read(text).lines.isEmpty && read(text).problems.isEmpty)
    }

    @Test(arguments: [
        ("A", "f:1: expected NAME = value"), ("=1", "f:1: expected NAME = value"),
        ("1A=1", "f:1: expected NAME = value"), ("A B=1", "f:1: expected NAME = value"),
        ("export A=1", "f:1: expected NAME = value"), ("[server]", "f:1: expected NAME = value"),
        ("\nA=\"x", "f:2: the closing quote is missing"), ("A=\"x\" y", "f:1: nothing may follow the closing quote"),
        (#"A="\n""#, #"f:1: in double quotes, only \" and \\ may follow a backslash"#),
        ("A=1 # one", "f:1: put the comment on a line of its own, or the value in double quotes"),
        ("A=1\nB=2\nA=3", "f:3: A was set before, in line 1"),
    ])
    func `what is wrong names its line`(text: String, problem: String) {
        #expect(read(text).problems == [problem])
    }

    @Test func `what is no UTF-8 is refused`() {
        #expect(SettingsFile(path: "f", bytes: [0xFF, 0x41]).problems == ["f is not UTF-8 text"])
    }

    @Test func `a missing file is a problem`() {
        #expect(
            SettingsFile(path: "/nonexistent/apus.conf").problems == [
                "/nonexistent/apus.conf cannot be read: there is no such file"
            ])
        #expect(SettingsFile(path: "/tmp").problems == ["/tmp cannot be read: it is a folder"])
    }

    @Test func `any bytes are read or refused`() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("A=\"\\# \n\r\té".utf8) + [0xFF]
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0..<40)).compactMap { _ in alphabet.randomElement(using: &generator) }
            let file = SettingsFile(path: "f", bytes: bytes)
            #expect(Set(file.lines.map(\.name)).count == file.lines.count)
        }
    }
}
