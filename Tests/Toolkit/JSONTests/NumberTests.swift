import JSON
import TestSupport
import Testing

@Suite("Numbers", .timeLimit(.minutes(5))) struct NumberTests {
    private func written(_ value: Double) throws -> String { String(decoding: try value.json(), as: UTF8.self) }

    /// Reads back as the same bits, and Swift's own reader agrees.
    private func check(_ value: Double) throws {
        let text = try written(value)
        let again = try Double(json: text)
        #expect(again.bitPattern == value.bitPattern, "\(text)")
        #expect(Double(text)?.bitPattern == value.bitPattern, "\(text)")
        #expect(digits(text) == digits(value.description), "\(text) is not the shortest")
    }

    /// What a number says, without where its point stands.
    private func digits(_ text: String) -> String {
        let digits = String(text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }.reversed())
        return String(digits.drop { $0 == "0" }.reversed())
    }

    @Test func `every double is written in a form that reads back as itself`() throws {
        var random = SeededNumbers(seed: 64)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            if value.isFinite { try check(value) }
        }
    }

    @Test func `short decimals are written as they are read`() throws {
        var random = SeededNumbers(seed: 7)
        for _ in 0..<20_000 {
            let places = Int.random(in: 1...9, using: &random)
            let digits = (0..<places).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
            let text = "\(Int.random(in: -1_000_000...1_000_000, using: &random)).\(digits)"
            let value = try Double(json: text)
            #expect(value == Double(text))
            try check(value)
        }
    }

    @Test func `powers of ten, of two and their neighbors keep their value`() throws {
        for power in -323...308 {
            let value = try #require(Double("1e\(power)"))
            for neighbor in [value, value.nextUp, value.nextDown, -value] { try check(neighbor) }
            #expect(try Double(json: "1e\(power)") == value)
            #expect(try Double(json: "1E\(power < 0 ? "" : "+")\(power)") == value)
        }
        for power in -1074...1023 { try check(Double(sign: .plus, exponent: power, significand: 1)) }
    }

    @Test func `subnormal numbers and both zeros keep their value`() throws {
        for bits in [0, 1, 2, 3, 0xF_FFFF_FFFF_FFFF, 0x10_0000_0000_0000, 0x8_0000_0000_0000] as [UInt64] {
            try check(Double(bitPattern: bits))
            try check(Double(bitPattern: bits | 1 << 63))
        }
        #expect(try written(-0.0) == "-0.0")
        #expect(try Double(json: "-0").sign == .minus)
        #expect(try Double(json: "-0.0").sign == .minus)
        #expect(try JSONValue(json: "-0").number?.sign == .minus)
        #expect(try Int(json: "-0") == 0)
    }

    @Test func `decimals of any length are rounded as Swift rounds them`() throws {
        var random = SeededNumbers(seed: 99)
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...40, using: &random)
            var text = (0..<count).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
            text = "\(Int.random(in: 1...9, using: &random)).\(text)e\(Int.random(in: -330...300, using: &random))"
            #expect(try Double(json: text).bitPattern == Double(text)?.bitPattern, "\(text)")
            let plain = text.prefix { $0 != "e" }
            #expect(try Double(json: String(plain)).bitPattern == Double(plain)?.bitPattern, "\(plain)")
        }
    }

    @Test(arguments: [
        "9007199254740993", "9007199254740992.5", "9007199254740995", "36028797018963969",
        "1.00000000000000011102230246251565",
        "1.00000000000000011102230246251566", "0.500000000000000166533453693773481063544750213623046875",
        "3.518437208883201171875e13",
        "62.5364939768271845828", "8.10109172351e-10", "1.50000000000000011102230246251565", "0.99999999999999989",
        "9007199254740991.5e0",
        "2.2250738585072011e-308", "2.2250738585072012e-308", "6.9294956446009195e15", "3.7455744005952583e15",
        "100000000000000016777215",
        "100000000000000016777216", "1e23", "8.5e22", "5e-324", "2.4703282292062328e-324", "2.4703282292062327e-324",
        "18446744073709551615.0",
    ]) func `hard cases of rounding are right`(text: String) throws {
        #expect(try Double(json: text).bitPattern == Double(text)?.bitPattern)
        #expect(try Double(json: "-\(text)").bitPattern == Double("-\(text)")?.bitPattern)
    }

    @Test func `integers are exact up to the borders of their type, and refused beyond`() throws {
        func check<Value: FixedWidthInteger & Codable>(_ type: Value.Type) throws {
            for value in [Value.min, .min + 1, 0, 1, .max - 1, .max] {
                #expect(try Value(json: "\(value)") == value)
                #expect(String(decoding: try value.json(), as: UTF8.self) == "\(value)")
                #expect(try [Value](json: "[\(value)]") == [value])
            }
            let name = "\(type)" == "Int" ? "Int64" : "\(type)"
            let above = Int128(exactly: Value.max).map { "\($0 + 1)" } ?? "340282366920938463463374607431768211456"
            #expect(throws: JSONError(.outOfRange(name))) { try Value(json: above) }
            guard let below = Int128(exactly: Value.min), below > .min else { return }
            #expect(throws: JSONError(.outOfRange(name))) { try Value(json: "\(below - 1)") }
        }
        try check(Int8.self)
        try check(Int16.self)
        try check(Int32.self)
        try check(Int64.self)
        try check(Int.self)
        try check(UInt8.self)
        try check(UInt16.self)
        try check(UInt32.self)
        try check(UInt64.self)
        try check(UInt.self)
        try check(UInt128.self)
        for value in [Int128.min, .min + 1, .max] { #expect(try Int128(json: try value.json()) == value) }
        #expect(throws: JSONError.self) { try Int128(json: "-170141183460469231731687303715884105729") }
    }

    @Test func `a whole number is an integer however it is spelled, a fraction is none`() throws {
        for text in ["100", "100.0", "1e2", "1E+2", "1000e-1", "100.000", "0.1e3"] {
            #expect(try Int(json: text) == 100)
        }
        for text in ["1.5", "1e-1", "0.1", "100.0001", "1e-400"] {
            #expect(throws: JSONError.self) { try Int(json: text) }
        }
        #expect(try Int64(json: "9223372036854775807.0") == .max)
        #expect(throws: JSONError.self) { try Int64(json: "1e19") }
        #expect(throws: JSONError.self) { try Int64(json: "1e1000000000000000000000") }
    }

    @Test func `a number too great for a double is refused`() {
        for text in ["1e309", "-1e309", "1e99999999999999999999", "1" + String(repeating: "0", count: 309)] {
            #expect(throws: JSONError(.outOfRange("Double"))) { try Double(json: text) }
        }
        #expect(throws: JSONError(.outOfRange("Float"))) { try Float(json: "1e39") }
    }

    @Test func `floats keep their value`() throws {
        var random = SeededNumbers(seed: 32)
        for _ in 0..<5_000 {
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            if value.isFinite { #expect(try Float(json: try value.json()) == value) }
        }
    }
}
