import Basics
import Foundation
import Testing

@Suite("Instant") struct InstantTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_772_357_400_125, "2026-03-01T09:30:00.125Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `it is written in RFC 3339`(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).description == text)
    }

    @Test func `every day of eight centuries is written as Foundation writes it`() {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for day in stride(from: Int64(-135_140), to: 160_000, by: 1) {
            let instant = Instant(milliseconds: day * 86_400_000 + 1)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(day) * 86_400 + 0.001))
            if instant.description != expected {
                Issue.record("\(instant) is not \(expected)")
                return
            }
        }
    }

    @Test func `the ends of time do not trap`() {
        let (first, last) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
        #expect(last + .seconds(1) == last)
        #expect(first - .seconds(1) == first)
        #expect(last - first == .milliseconds(Int64.max))
        #expect(first - last == .milliseconds(Int64.min))
        #expect(!first.description.isEmpty && !last.description.isEmpty)
        #expect(last + Duration.seconds(Int64.max) == last)
    }

    @Test func `the present lies between two readings of Foundation's clock`() {
        let before = Int64(Date().timeIntervalSince1970 * 1000) - 1
        let now = Instant.now.milliseconds
        #expect((before...Int64(Date().timeIntervalSince1970 * 1000) + 1).contains(now))
    }
}
