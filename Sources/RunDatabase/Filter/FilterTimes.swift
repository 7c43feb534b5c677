/// `90s`, `1.5h`, `1h30m`, `2d`, `1w`, `250ms`.
public enum FilterDuration {
    /// Seconds, or nil for what is no duration.
    public static func seconds(_ text: String) -> Double? {
        let units: [String: Double] = ["ms": 0.001, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800]
        var rest = Substring(text), total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            guard let number = Double(digits), let scale = units[unit.lowercased()] else { return nil }
            rest = rest.dropFirst(unit.count)
            total += number * scale
        }
        return text.isEmpty ? nil : total
    }
}

/// A day, or an instant in UTC: `2026-11-21`, `2026-11-21T08:30`, `2026-11-21 08:30:15`.
struct FilterDate: Hashable, Sendable {
    /// The first instant that it means, and the first after it.
    var start: Timestamp
    var end: Timestamp

    init?(_ text: String) {
        let time = text.uppercased().replacing(" ", with: "T")
        let forms: [(suffix: String, length: Int)] = [("T00:00:00", 86_400_000), (":00", 60_000), ("", 1000)]
        let form: (suffix: String, length: Int)? =
            switch time.hasSuffix("Z") ? time.utf8.count - 1 : time.utf8.count {
            case 10: forms[0]
            case 16: forms[1]
            case 19: forms[2]
            case 20...: ("", 1)
            default: nil
            }
        guard let form, let instant = Timestamp((time.hasSuffix("Z") ? String(time.dropLast()) : time) + form.suffix) else { return nil }
        start = instant
        end = Timestamp(milliseconds: instant.milliseconds + form.length)
    }
}

extension Timestamp {
    /// A date, or a duration before now: `2d`, `2d ago`, `2026-11-21`; nil for anything else.
    public init?(since text: String, now: Timestamp = .now) {
        let plain = text.hasSuffix(" ago") ? String(text.dropLast(4)) : text
        if let seconds = FilterDuration.seconds(plain) {
            self.init(milliseconds: now.milliseconds - Int(min(seconds * 1000, 1e15)))
        } else if let date = FilterDate(text) {
            self = date.start
        } else {
            return nil
        }
    }
}
