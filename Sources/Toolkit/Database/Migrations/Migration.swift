import Crypto

/// One step of a schema: a script with a number and a name, which never changes once it was applied anywhere.
package struct Migration: Sendable, Equatable {
    package let number: Int
    package let name: String
    package let sql: String
    /// Of the script, as 64 hexadecimal digits: by it a script that was changed afterwards is noticed.
    package let checksum: String

    package init(_ number: Int, _ name: String, sql: [UInt8]) {
        self.number = number
        self.name = name
        self.sql = String(decoding: sql, as: UTF8.self)
        checksum = SHA256.digest(of: sql).description
    }
}

extension Migration: CustomStringConvertible {
    /// Such as `0003-runs`.
    package var description: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-" + name
    }
}
