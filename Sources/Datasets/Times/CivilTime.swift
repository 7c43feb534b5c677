/// A date and time of day as people write them, in the proleptic Gregorian calendar.
struct CivilTime {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
    /// Finer digits than microseconds were there and are not kept.
    var isCut = false
    /// Seconds east of UTC.
    var offset = 0

    /// Microseconds since 1970 UTC; nil for a date or time that does not exist. 24:00 is the next day's start, and second 60 (a leap
    /// second) the next minute's.
    var sinceEpoch: Int64? {
        guard (0...9999).contains(year), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day) else { return nil }
        guard (0...24).contains(hour), (0...59).contains(minute), (0...60).contains(second) else { return nil }
        guard hour < 24 || (minute == 0 && second == 0 && microsecond == 0) else { return nil }
        let seconds = Self.daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Int64(seconds) * 1_000_000 + Int64(microsecond)
    }

    static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Source: Hinnant, "chrono-compatible low-level date algorithms", days_from_civil. For years from 0.
    private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = year - (month <= 2 ? 1 : 0)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// The UTC date of a moment, as 2000-12-31.
///
/// Source: Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
public func isoDate(_ unixSeconds: Int64) -> String {
    let days = (unixSeconds >= 0 ? unixSeconds : unixSeconds - 86_399) / 86_400 + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(year)-\(twoDigits(month))-\(twoDigits(day))"
}

/// The UTC time of a moment, as `2000-12-31 23:59:59.25`: fractions without zeros at the end.
func isoTime(microseconds: Int64) -> String {
    let seconds = floorDivision(microseconds, by: 1_000_000), ofDay = seconds - floorDivision(seconds, by: 86_400) * 86_400
    let clock = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map(twoDigits).joined(separator: ":")
    var fraction = String(microseconds - seconds * 1_000_000 + 1_000_000).dropFirst()
    while fraction.last == "0" { fraction = fraction.dropLast() }
    return isoDate(seconds) + " " + clock + (fraction.isEmpty ? "" : "." + fraction)
}

func floorDivision(_ value: Int64, by divisor: Int64) -> Int64 { value / divisor - (value % divisor < 0 ? 1 : 0) }

private func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
