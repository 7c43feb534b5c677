import Diagnostics

/// How the times of a data set were written.
struct TimeTally: Hashable {
    var numbers = 0
    var dates = 0
    /// Times with digits beyond microseconds.
    var cut = 0
    var unit = TimestampUnit.seconds
    /// Whether the format has options for unit and format.
    var isAdjustable = false

    mutating func add(isCut: Bool, isNumber: Bool) {
        if isNumber { numbers += 1 } else { dates += 1 }
        if isCut { cut += 1 }
    }
}

/// Whether times can be what they were read as. Interactions that anyone recorded lie between 1990 and 2100.
enum TimePlausibility {
    private static let earliest: Int64 = 631_152_000_000_000
    private static let latest: Int64 = 4_102_444_800_000_000

    static func isPlausible(_ microseconds: Int64) -> Bool { (earliest..<latest).contains(microseconds) }

    /// Warnings about times in the wrong unit, dates read as numbers, both in one file, and digits that were not kept.
    static func warnings(_ parts: [[Int64]], _ tally: TimeTally) -> [Diagnostic] {
        var last = Int64.min, known = 0, beyond = 0, compact = 0
        for time in parts.joined() where time != Interactions.unknownTime {
            known += 1
            last = max(last, time)
            if time >= latest { beyond += 1 }
            if isCompactDate(time) { compact += 1 }
        }
        guard known > 0 else { return [] }
        var warnings: [Diagnostic] = []
        if tally.numbers > 0, tally.dates > 0 {
            warnings.append(
                .warning(
                    "\(tally.numbers) times are numbers (read as \(tally.unit.rawValue)) and \(tally.dates) are dates",
                    hint: "are two columns or two files mixed?", kind: "mixed_timestamps"))
        }
        if tally.numbers == 0, tally.dates > 0, tally.unit != .seconds {
            warnings.append(
                .warning(
                    "`timestamp_unit: \(tally.unit.rawValue)` has no effect: all \(tally.dates) times are dates",
                    hint: "remove it", kind: "timestamp_unit"))
        }
        if tally.cut > 0 {
            warnings.append(
                .warning(
                    "\(tally.cut) of \(known) times are finer than a microsecond: further digits were cut, so some may now be equal",
                    hint: "equal times keep the order of the file", kind: "timestamp_precision"))
        }
        if tally.numbers > 0, compact == known, tally.unit == .seconds {
            warnings.append(compactDates(last, tally))
        } else if beyond > 0 {
            warnings.append(tooLate(beyond, of: known, last: last, tally))
        } else if tally.numbers > 0, last < earliest, let unit = likely(last, tally, isCoarser: true) {
            warnings.append(
                .warning(
                    "read as \(tally.unit.rawValue), all \(known) times lie before \(isoDate(last / 1_000_000 + 86_400)): "
                        + "they look like \(unit.rawValue)",
                    hint: adjustment("timestamp_unit: \(unit.rawValue)", tally), kind: "timestamp_unit"))
        }
        return warnings
    }

    private static func tooLate(_ count: Int, of known: Int, last: Int64, _ tally: TimeTally) -> Diagnostic {
        let year = isoDate(floorDivision(last, by: 1_000_000)).prefix { $0 != "-" }
        let unit = tally.numbers > 0 ? likely(last, tally, isCoarser: false) : nil
        let reading = tally.numbers > 0 ? "read as \(tally.unit.rawValue), " : ""
        return .warning(
            "\(reading)\(count) of \(known) times lie after the year 2100, the last in \(year)"
                + (unit.map { ": they look like \($0.rawValue)" } ?? ""),
            hint: unit.map { adjustment("timestamp_unit: \($0.rawValue)", tally) } ?? "is it the column of times?", kind: "timestamp_unit")
    }

    private static func likely(_ time: Int64, _ tally: TimeTally, isCoarser: Bool) -> TimestampUnit? {
        TimestampUnit.allCases.first { unit in
            guard isCoarser ? unit.exponent > tally.unit.exponent : unit.exponent < tally.unit.exponent else { return false }
            return tally.unit.reinterpreted(time, as: unit).map(isPlausible) ?? false
        }
    }

    private static func isCompactDate(_ microseconds: Int64) -> Bool {
        microseconds % 1_000_000 == 0 && isCompactDate(number: microseconds / 1_000_000)
    }

    /// Whether a number looks like the date 20180701.
    static func isCompactDate(number: Int64) -> Bool {
        (1990..<2100).contains(number / 10_000) && (1...12).contains(number / 100 % 100) && (1...31).contains(number % 100)
    }

    private static func compactDates(_ last: Int64, _ tally: TimeTally) -> Diagnostic {
        .warning(
            "all times look like dates (such as \(last / 1_000_000)) and were read as \(tally.unit.rawValue)",
            hint: adjustment("timestamp_format: '%Y%m%d'", tally), kind: "timestamp_unit")
    }

    private static func adjustment(_ setting: String, _ tally: TimeTally) -> String {
        tally.isAdjustable ? "set `\(setting)`" : "this format takes \(tally.unit.rawValue); with `format: csv` or `tsv`, set `\(setting)`"
    }
}
