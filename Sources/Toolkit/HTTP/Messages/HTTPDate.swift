import Memory

/// A moment as HTTP writes it, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
package enum HTTPDate {
    private static let weekdays: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970 as text; what lies outside the years 1970 to 9999 is moved to their edge.
    package static func text(_ seconds: Int) -> [UInt8] {
        let seconds = min(max(seconds, 0), 253_402_300_799)
        let (day, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, dayOfMonth) = civil(day)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text.append(weekdays[day % 7])
        text.append(", ")
        text.append(padded: dayOfMonth, digits: 2)
        text.append(0x20)
        text.append(months[month - 1])
        text.append(0x20)
        text.append(padded: year, digits: 4)
        text.append(0x20)
        text.append(padded: rest / 3600, digits: 2)
        text.append(0x3A)
        text.append(padded: rest / 60 % 60, digits: 2)
        text.append(0x3A)
        text.append(padded: rest % 60, digits: 2)
        text.append(" GMT")
        return text
    }

    /// Reads the one form that is sent today; the two old ones are taken for no date, as a recipient may only lose a
    /// saving by it.
    package static func seconds(_ text: Span<UInt8>) -> Int? {
        guard text.count == 29, text.extracting(3..<5).equals(", "), text.extracting(25..<29).equals(" GMT"),
            text[7] == 0x20, text[11] == 0x20, text[16] == 0x20, text[19] == 0x3A, text[22] == 0x3A
        else { return nil }
        guard let month = months.firstIndex(where: { text.extracting(8..<11).equals($0) }),
            let day = number(text, 5..<7), let year = number(text, 12..<16), let hour = number(text, 17..<19),
            let minute = number(text, 20..<22), let second = number(text, 23..<25)
        else { return nil }
        guard year >= 1970, day >= 1, day <= length(of: month + 1, year), hour < 24, minute < 60, second <= 60 else {
            return nil
        }
        let count = days(year, month + 1, day)
        guard text.extracting(0..<3).equals(weekdays[count % 7]) else { return nil }
        return count * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var value = 0
        for i in range {
            guard text[i].isDigit else { return nil }
            value = value * 10 + Int(text[i] - 0x30)
        }
        return value
    }

    private static func length(of month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The date of a day counted from 1970, in the Gregorian calendar: years that begin in March make leap days last.
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension [UInt8] {
    fileprivate mutating func append(padded value: Int, digits: Int) {
        var scale = 1
        for _ in 1..<digits { scale *= 10 }
        while scale > 0 {
            append(UInt8(truncatingIfNeeded: value / scale % 10) + 0x30)
            scale /= 10
        }
    }
}
