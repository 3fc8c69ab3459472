import Basics

/// A moment as signatures write it (ISO 8601 in its basic form).
struct SigningTime: Equatable {
    /// Such as `20130524`.
    let day: String
    /// Such as `20130524T000000Z`.
    let text: String

    init(_ instant: Instant) {
        // `2013-05-24T00:00:00.000Z` without its marks and its fraction.
        let digits = instant.description.utf8.filter { $0.isASCIIDigit }
        day = String(decoding: digits.prefix(8), as: UTF8.self)
        text = day + "T" + String(decoding: digits.dropFirst(8).prefix(6), as: UTF8.self) + "Z"
    }
}
