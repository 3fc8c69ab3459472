import Testing

@testable import Crypto

@Suite struct ScryptTests {
    /// RFC 7914 §12, but for the last, which needs 1 GiB.
    static let vectors: [(password: String, salt: String, parameters: (Int, Int, Int), key: String)] = [
        (
            "", "", (16, 1, 1),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", (1024, 8, 16),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", (16384, 8, 1),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ]

    @Test(arguments: vectors.indices)
    func `a published password has its published key`(index: Int) throws {
        let (password, salt, (cost, blockSize, parallelism), key) = Self.vectors[index]
        let scrypt = try #require(Scrypt(cost: cost, blockSize: blockSize, parallelism: parallelism))
        let derived = try #require(scrypt.derive(Array(password.utf8), salt: Array(salt.utf8), count: 64))
        #expect(Hex.encode(derived) == key)
    }

    @Test func `parameters that are wrong or ask for too much memory are refused`() {
        for (cost, blockSize, parallelism) in [
            (0, 8, 1), (1, 8, 1), (3, 8, 1), (-16, 8, 1), (1 << 20, 8, 1), (1 << 40, 8, 1), (16, 0, 1), (16, 65, 1),
            (16, 8, 0), (16, 8, 65),
        ] {
            #expect(Scrypt(cost: cost, blockSize: blockSize, parallelism: parallelism) == nil)
        }
    }

    @Test func `the parameters for passwords work`() {
        #expect(Scrypt.passwords.derive(Array("secret".utf8), salt: [1, 2, 3])?.count == 32)
    }
}
