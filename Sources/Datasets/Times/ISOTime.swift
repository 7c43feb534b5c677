/// Times as ISO 8601 writes them, and their near relatives: `2018-07-01`, `2018-07-01T22:09:11Z`, `2018-07-01 22:09`,
/// `2018-07-01 22:09:11.250+02:00`, `2018/07/01 22:09:11 UTC`, `20180701T220911Z`. Without a zone the time is UTC.
enum ISOTime {
    static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> CivilTime? {
        var cursor = ByteCursor(bytes, range), time = CivilTime()
        guard date(&cursor, &time) else { return nil }
        if cursor.isAtEnd { return time }
        guard cursor.take("T") || cursor.take("t") || cursor.skipBlanks(), clock(&cursor, &time) else { return nil }
        if cursor.isAtEnd { return time }
        cursor.skipBlanks()
        guard let offset = cursor.zone(), cursor.isAtEnd else { return nil }
        time.offset = offset
        return time
    }

    private static func date(_ cursor: inout ByteCursor, _ time: inout CivilTime) -> Bool {
        guard let year = cursor.number(digits: 4...4) else { return false }
        let separator: Unicode.Scalar? = cursor.take("-") ? "-" : cursor.take("/") ? "/" : nil
        guard let month = cursor.number(digits: 2...2) else { return false }
        if let separator, !cursor.take(separator) { return false }
        guard let day = cursor.number(digits: 2...2) else { return false }
        (time.year, time.month, time.day) = (year, month, day)
        return true
    }

    /// `hh:mm`, `hh:mm:ss` and `hh:mm:ss.f`, or the same without colons.
    private static func clock(_ cursor: inout ByteCursor, _ time: inout CivilTime) -> Bool {
        guard let hour = cursor.number(digits: 2...2) else { return false }
        let hasColons = cursor.take(":")
        guard let minute = cursor.number(digits: 2...2) else { return false }
        (time.hour, time.minute) = (hour, minute)
        if hasColons, !cursor.take(":") { return true }
        guard let second = cursor.number(digits: 2...2) else { return !hasColons }
        time.second = second
        guard cursor.take(".") || cursor.take(",") else { return true }
        return cursor.fraction(into: &time)
    }
}
