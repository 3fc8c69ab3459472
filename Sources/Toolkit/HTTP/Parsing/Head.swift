/// A range of the bytes that a head was read from.
package struct Extent: Sendable, Equatable {
    package var start: UInt32
    package var count: UInt32

    @inline(__always) init(_ range: Range<Int>) {
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        count = UInt32(truncatingIfNeeded: range.count)
    }

    package init() {
        start = 0
        count = 0
    }

    package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// One header field: where its name and its value stand, the value without the blanks around it.
package struct Field: Sendable, Equatable {
    package var name: Extent
    package var value: Extent
}

/// How a body ends (RFC 9112 §6.3).
package enum Framing: Sendable, Equatable { case none, length(Int), chunked }

/// What a request's head says, as places in its bytes; all positions count from the head's first byte.
package struct Head: Sendable, Equatable {
    /// Fields that were met, so that those who care for them need not search in vain.
    package struct Facts: OptionSet, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let conditions = Facts(rawValue: 1), range = Facts(rawValue: 2)
        package static let acceptEncoding = Facts(rawValue: 4), contentEncoding = Facts(rawValue: 8)
        package static let origin = Facts(rawValue: 16), fetchSite = Facts(rawValue: 32)
        /// The path has a percent sign or a segment that begins with a dot.
        package static let irregularPath = Facts(rawValue: 64)
        /// The path has an empty segment other than its last.
        package static let emptySegment = Facts(rawValue: 128)
        /// `Host` is what a request said before that was served.
        package static let knownHost = Facts(rawValue: 256)
    }

    package var method = Method.get
    package var path = Extent()
    package var query: Extent?
    /// The value of `Host`; empty when HTTP/1.0 gave none.
    package var host = Extent()
    /// The name in it, without the port.
    package var hostName = Extent()
    /// 0 or 1.
    package var minorVersion: UInt8 = 1
    package var keepsAlive = true
    package var expectsContinue = false
    package var framing = Framing.none
    package var facts: Facts = []
    /// How long the names of the fields are, a bit for each length, the last for all that are longer: what is not there
    /// need not be searched.
    package var nameLengths: UInt64 = 0

    package func mayHaveField(ofLength count: Int) -> Bool { nameLengths >> UInt64(min(63, count)) & 1 == 1 }
}

/// The bounds of a head.
package struct HeadLimits: Sendable, Equatable {
    package var requestLine = 16 * 1024
    package var target = 8 * 1024
    /// All header lines together, with their ends.
    package var section = 32 * 1024
    package var fields = 100
    /// One header line without its end.
    package var field = 8 * 1024
    package var authorization = 16 * 1024

    package init() {}

    /// No head within the limits is longer: a leading blank line, the request line, the section and its end.
    var largest: Int { requestLine + section + 6 }
}
