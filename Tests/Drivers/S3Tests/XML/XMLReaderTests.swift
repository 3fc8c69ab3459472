import Basics
import TestSupport
import Testing

@testable import S3

@Suite("Documents of stores are read strictly") struct XMLReaderTests {
    static let listing = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- a store -->
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Name>b&amp;c</Name><IsTruncated>false</IsTruncated>
          <Contents><Key>a&#x3D;&#98;&lt;</Key><Size>1</Size></Contents>
          <Contents ><Key><![CDATA[<&>]]></Key><Size a='1' b="2">2</Size></Contents>
          <Owner xsi:type="x"/><s:Empty></s:Empty>
        </ListBucketResult>

        """

    @Test func `elements, text, entities and CDATA`() throws {
        let root = try XMLReader.read(Array(Self.listing.utf8))
        #expect(root.name == "ListBucketResult" && root.text(of: "Name") == "b&c")
        #expect(root.all("Contents").map { $0.text(of: "Key") } == ["a=b<", "<&>"])
        #expect(root.all("Contents").map { $0.text(of: "Size") } == ["1", "2"])
        #expect(root["Owner"] == XMLElement(name: "Owner") && root["Empty"]?.text == "")
        #expect(root["Missing"] == nil)
    }

    @Test func `line ends are one line feed`() throws {
        #expect(try XMLReader.read(Array("<a><![CDATA[x\r\ny\r]]></a>".utf8)).text == "x\ny\n")
        #expect(try XMLReader.read(Array("<a>x\r\ny\rz&#13;</a>".utf8)).text == "x\ny\nz\r")
    }

    static let refused: [(String, XMLFault.Reason)] = [
        ("", .end), ("  ", .end), ("a", .character), ("<a>", .end), ("<a", .end), ("<a></b>", .mismatch),
        ("<a></a><b/>", .trailing), ("<a/>x", .trailing), ("<a><b></a></b>", .mismatch), ("<a>&x;</a>", .entity),
        ("<a>&#0;</a>", .entity), ("<a>&#xD800;</a>", .entity), ("<a>&#xFFFFFFFF;</a>", .entity),
        ("<a>&amp</a>", .entity), ("<a>&#;</a>", .entity), ("<!DOCTYPE a><a/>", .declaration),
        ("<a><!ENTITY x 'y'></a>", .declaration), ("<a><?php x?></a>", .declaration), ("<?xmlx?><a/>", .declaration),
        ("<a b></a>", .attribute), ("<a b=c></a>", .attribute), ("<a b='1' b='2'/>", .attribute),
        ("<a b='1'c='2'/>", .attribute), ("<a b='<'/>", .character), ("<1/>", .name), ("<a:b:c/>", .name),
        ("< a/>", .name), ("<a:1/>", .name), ("<1:a/>", .name),
        ("<a>\u{1}</a>", .character), ("<a><!-- x</a>", .end), ("<a><![CDATA[x</a>", .end),
        ("<é/>", .name), ("<a><![CDATA[\u{6}]]></a>", .character),
    ]

    @Test(arguments: refused) func `what is malformed is refused`(text: String, reason: XMLFault.Reason) {
        let fault = #expect(throws: XMLFault.self) { try XMLReader.read(Array(text.utf8)) }
        #expect(fault?.reason == reason)
    }

    @Test func `what is no UTF-8 is refused`() {
        let fault = #expect(throws: XMLFault.self) { try XMLReader.read([0x3C, 0x61, 0x3E, 0xFF]) }
        #expect(fault?.reason == .encoding)
    }

    @Test func `size, depth and number are bounded`() {
        var limits = XMLReader.Limits()
        limits.bytes = 100
        limits.depth = 3
        limits.elements = 5
        let cases: [(String, XMLFault.Reason?)] = [
            ("<a><b><c/></b></a>", nil), ("<a><b><c><d/></c></b></a>", .tooDeep), ("<a><b/><b/><b/><b/></a>", nil),
            ("<a><b/><b/><b/><b/><b/></a>", .tooMany), ("<a>" + String(repeating: "x", count: 93) + "</a>", nil),
            ("<a>" + String(repeating: "x", count: 94) + "</a>", .tooLarge),
        ]
        for (text, reason) in cases {
            do throws(XMLFault) {
                _ = try XMLReader.read(Array(text.utf8), limits: limits)
                #expect(reason == nil, "\(text)")
            } catch {
                #expect(error.reason == reason, "\(text)")
            }
        }
    }

    @Test func `every beginning of a document is refused`() throws {
        let bytes = Array(Self.listing.utf8)
        let end = try #require(bytes.lastIndex(of: UInt8(ascii: ">")))
        for count in 0..<end { #expect(throws: XMLFault.self) { try XMLReader.read(Array(bytes[..<count])) } }
    }

    @Test(arguments: 0..<500 as Range<UInt64>) func `whatever a document is changed to, it is read or refused`(
        seed: UInt64
    ) {
        var numbers = SeededNumbers(seed: seed)
        _ = try? XMLReader.read(numbers.mutate(Array(Self.listing.utf8)))
    }

    @Test(arguments: ["", "a", "a&b<c>\r\n\t\"'", "]]>", "é\u{10FFFF}"])
    func `text that is written is read again`(text: String) throws {
        let document = XMLText.document("A", XMLText.element("B", XMLText.escape(text)))
        #expect(try XMLReader.read(Array(document.utf8)).text(of: "B") == text)
    }
}

@Suite("Moments in documents") struct TimeTextTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2013-05-24T00:00:00.000Z", 1_369_353_600_000),
        ("2000-02-29T23:59:59.5Z", 951_868_799_500), ("2026-03-01T09:30:00.125999Z", 1_772_357_400_125),
    ])
    func `are read to the millisecond`(text: String, milliseconds: Int64) {
        #expect(TimeText.instant(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2013-05-24", "2013-05-24T00:00:00", "2013-05-24T00:00:00+00:00", "2013-13-24T00:00:00Z",
        "2013-05-24T24:00:00Z", "2013-05-24T00:00:00.Z", "2013-05-24T00:00:00.xZ", "-013-05-24T00:00:00Z",
    ])
    func `are refused when malformed`(text: String) { #expect(TimeText.instant(text) == nil) }
}
