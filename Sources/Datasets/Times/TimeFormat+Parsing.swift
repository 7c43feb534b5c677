extension TimeFormat {
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ]
    private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// What a text of this format says; nil where it does not fit. Names are English, whole or of three letters.
    func parse(_ bytes: [UInt8], _ range: Range<Int>) -> CivilTime? {
        var cursor = ByteCursor(bytes, range), state = State()
        for element in elements {
            guard read(element, &cursor, &state) else { return nil }
        }
        cursor.skipBlanks()
        guard cursor.isAtEnd else { return nil }
        if let isAfternoon = state.isAfternoon {
            guard (1...12).contains(state.time.hour) else { return nil }
            state.time.hour = state.time.hour % 12 + (isAfternoon ? 12 : 0)
        }
        return state.time
    }

    private struct State {
        var time = CivilTime()
        var isAfternoon: Bool?
    }

    private func read(_ element: Element, _ cursor: inout ByteCursor, _ state: inout State) -> Bool {
        switch element {
        case .blanks:
            cursor.skipBlanks()
            return true
        case .literal(let byte): return cursor.take(Unicode.Scalar(byte))
        case .monthName:
            guard let month = Self.name(Self.months, &cursor) else { return false }
            state.time.month = month + 1
            return true
        case .dayName: return Self.name(Self.days, &cursor) != nil
        case .half:
            guard let half = cursor.word(among: ["am", "pm"]) else { return false }
            state.isAfternoon = half == 1
            return true
        case .fraction: return cursor.fraction(into: &state.time)
        case .zone:
            guard let offset = cursor.zone() else { return false }
            state.time.offset = offset
            return true
        default: return readNumber(element, &cursor, &state)
        }
    }

    private func readNumber(_ element: Element, _ cursor: inout ByteCursor, _ state: inout State) -> Bool {
        // `%d` and its like take one digit too, and a blank in its place, as strptime does.
        if element != .year { cursor.skipBlanks() }
        guard let value = cursor.number(digits: element == .year ? 4...4 : 1...2) else { return false }
        switch element {
        case .year: state.time.year = value
        // POSIX: 69 to 99 are of the last century.
        case .shortYear: state.time.year = value + (value < 69 ? 2000 : 1900)
        case .month: state.time.month = value
        case .day: state.time.day = value
        case .hour, .shortHour: state.time.hour = value
        case .minute: state.time.minute = value
        default: state.time.second = value
        }
        return true
    }

    private static func name(_ names: [String], _ cursor: inout ByteCursor) -> Int? {
        cursor.word(among: names) ?? cursor.word(among: names.map { String($0.prefix(3)) })
    }
}
