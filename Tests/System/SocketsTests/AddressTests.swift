import Testing

@testable import Sockets

@Suite struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1:8000", "127.0.0.1:8000"), ("0.0.0.0:0", "0.0.0.0:0"),
        ("255.255.255.255:65535", "255.255.255.255:65535"),
        ("[::1]:8000", "[::1]:8000"), ("[::]:80", "[::]:80"), ("[2001:DB8:0:0:0:0:0:1]:443", "[2001:db8::1]:443"),
        ("[::ffff:192.0.2.1]:80", "192.0.2.1:80"), ("*:8000", "*:8000"), (":8000", "*:8000"),
        ("localhost:8000", "127.0.0.1:8000"), ("LocalHost:1", "127.0.0.1:1"),
        ("unix:/run/apus.sock", "unix:/run/apus.sock"), ("unix:apus.sock", "unix:apus.sock"),
        ("unix:/tmp/a:80", "unix:/tmp/a:80"),
    ])
    func `an address is read, and written in its one form`(text: String, written: String) throws {
        let address = try Address(text)
        #expect(address.description == written)
        #expect(try Address(written) == address)
    }

    @Test(arguments: [
        "", "8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:+80", "127.0.0.1:-1", "127.0.0.1:65536", "127.0.0.1:080",
        "127.0.0.1:0x50", "127.0.0.1:8 ", " 127.0.0.1:80", "127.0.0.1:٨٠", "127.0.0.1:100000000000000000000",
        "127.1:80",
        "127.0.0.01:80", "256.0.0.1:80", "::1:80", "[::1]", "[::1]80", "[]:80", "[127.0.0.1]:80", "[::g]:80", "[::1:80",
        "::1]:80", "example.org:80", "**:80", "unix:", "unix:\0", "127.0.0.1\0:80", "[::1%lo]:80",
        "unix:/" + String(repeating: "a", count: 107),
    ])
    func `what is no address is refused in words`(text: String) {
        let error = #expect(throws: AddressError.self) { try Address(text) }
        #expect(error.map { $0.description.count > 20 } == true)
    }

    @Test func `a path as long as the kernel takes is taken`() throws {
        let path = "/" + String(repeating: "a", count: 106)
        #expect(try Address("unix:" + path) == .unix(path))
    }

    @Test(arguments: [
        ("127.0.0.1:1", true), ("127.255.0.1:1", true), ("[::1]:1", true), ("unix:/a", true),
        ("[::ffff:127.0.0.1]:1", true),
        ("0.0.0.0:1", false), ("*:1", false), ("[::]:1", false), ("10.0.0.1:1", false), ("[fe80::1]:1", false),
    ])
    func `only loopback addresses and paths are local`(text: String, isLocal: Bool) throws {
        #expect(try Address(text).isLocal == isLocal)
    }

    @Test func `an IPv6 network is 64 bits, an IPv4 one is a host`() throws {
        let a = try #require(IPAddress("2001:db8:1:2:3:4:5:6")), b = try #require(IPAddress("2001:db8:1:2::9"))
        let c = try #require(IPAddress("2001:db8:1:3::9")), d = try #require(IPAddress("192.0.2.1"))
        #expect(a.network == b.network)
        #expect(b.network != c.network)
        #expect(d.network == d)
        #expect(a.network.description == "2001:db8:1:2::")
    }

    @Test func `bytes and address are one`() throws {
        for text in ["0.0.0.0", "1.2.3.4", "255.255.255.255", "::", "::1", "2001:db8::ff00:42:8329", "1:2:3:4:5:6:7:8"]
        {
            let ip = try #require(IPAddress(text))
            #expect(ip.description == text)
            #expect(IPAddress(bytes: ip.bytes) == ip)
            #expect(ip.bytes.count == (ip.isIPv6 ? 16 : 4))
        }
        for count in [0, 1, 3, 5, 15, 17] { #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil) }
    }
}
