/// What a field says about when something happened.
enum TimeReading: Hashable {
    /// Microseconds since 1970 UTC. `isCut`: finer digits were there and are not kept.
    case known(Int64, isCut: Bool, isNumber: Bool)
    case unknown
    /// A number that is no time of the calendar in the given unit.
    case outside
    case unreadable
}

/// Reads times as data files write them: numbers in a unit, ISO 8601, or a format of the user's.
struct TimeReader {
    let unit: TimestampUnit
    let format: TimeFormat?
    private let unknownIntegers: [Int64]
    private let unknownNumbers: [Double]
    private let unknownTexts: [[UInt8]]

    /// `unknown`: what is written where a time is not known. Numbers mean every spelling of the number (0: also 0.0), never one that
    /// merely rounds to it.
    init(unit: TimestampUnit = .seconds, format: TimeFormat? = nil, unknown: [String] = []) {
        self.unit = unit
        self.format = format
        unknownIntegers = unknown.compactMap { Int64($0) }
        unknownNumbers = unknown.compactMap { Double($0) }.filter(\.isFinite)
        unknownTexts = unknown.map { Array($0.utf8) }
    }

    func read(_ text: String) -> TimeReading {
        let bytes = Array(text.utf8)
        return read(bytes, 0..<bytes.count)
    }

    func read(_ bytes: [UInt8], _ range: Range<Int>) -> TimeReading {
        // Most files: digits alone.
        if format == nil, let integer = Self.digits(bytes, range) {
            if unknownIntegers.contains(integer) { return .unknown }
            return DecimalTime.scaled(integer, by: unit.exponent).map { .known($0.value, isCut: $0.isCut, isNumber: true) } ?? .outside
        }
        var range = range
        while let first = range.first, bytes[first] == 0x20 || bytes[first] == 0x09 { range = range.dropFirst() }
        while let last = range.last, bytes[last] == 0x20 || bytes[last] == 0x09 { range = range.dropLast() }
        guard !range.isEmpty, !unknownTexts.contains(where: { bytes[range].elementsEqual($0) }) else { return .unknown }
        if let format {
            let time = format.parse(bytes, range)
            return time.flatMap { time in time.sinceEpoch.map { .known($0, isCut: time.isCut, isNumber: false) } } ?? .unreadable
        }
        if DecimalTime.isNumber(bytes, range) {
            if unknownNumbers.contains(where: { $0 == DecimalTime.double(bytes, range) }) { return .unknown }
            return DecimalTime.parse(bytes, range, exponent: unit.exponent)
                .map { .known($0.value, isCut: $0.isCut, isNumber: true) } ?? .outside
        }
        let time = ISOTime.parse(bytes, range)
        return time.flatMap { time in time.sinceEpoch.map { .known($0, isCut: time.isCut, isNumber: false) } } ?? .unreadable
    }

    /// A value of a JSON object: a number, or a text that says one. What is null, or not there, is unknown.
    func read(_ value: LooseJSON.Value?) -> TimeReading {
        switch value {
        case .number(let number):
            if unknownNumbers.contains(number) { return .unknown }
            return DecimalTime.scaled(number, by: unit.exponent).map { .known($0.value, isCut: false, isNumber: true) } ?? .outside
        case .text(let text): return read(text)
        case nil, .other: return .unknown
        case .list: return .unreadable
        }
    }

    /// 1 to 18 digits and nothing else.
    @inline(__always) private static func digits(_ bytes: [UInt8], _ range: Range<Int>) -> Int64? {
        guard !range.isEmpty, range.count <= 18 else { return nil }
        var value: Int64 = 0
        for index in range {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    /// What is wrong with a field that gives no time, for people.
    func problem(_ reading: TimeReading, _ shown: String) -> String {
        if let format, !MissingValue.isWord(shown) {
            return "the timestamp '\(shown)' does not fit `timestamp_format: '\(format.pattern)'`"
        }
        if MissingValue.isWord(shown) || shown.hasPrefix("0000-00-00") {
            return "the timestamp '\(shown)' looks like a missing value: add it to `unknown_times` if it is"
        }
        guard reading == .outside else {
            return "the timestamp '\(shown)' is neither a number nor an ISO 8601 time; `timestamp_format` describes other spellings"
        }
        if shown.utf8.count == 14, let number = Int64(shown), TimePlausibility.isCompactDate(number: number / 1_000_000) {
            return "the timestamp '\(shown)' looks like a date: set `timestamp_format: '%Y%m%d%H%M%S'`"
        }
        let units = TimestampUnit.allCases.filter { $0.exponent < unit.exponent }
        let fitting = units.compactMap { other -> String? in
            guard case .known(let time, _, _) = TimeReader(unit: other).read(shown), TimePlausibility.isPlausible(time) else { return nil }
            return "in \(other.rawValue) it is \(isoDate(floorDivision(time, by: 1_000_000))): set `timestamp_unit: \(other.rawValue)`"
        }
        return "the timestamp '\(shown)' in \(unit.rawValue) is beyond the calendar" + (fitting.first.map { "; " + $0 } ?? "")
    }
}
