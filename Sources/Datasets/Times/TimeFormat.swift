import Diagnostics

/// How a file writes its times, in the words of `strptime`: `%d.%m.%Y %H:%M`. Blanks stand for any number of blanks; anything else that
/// is no directive stands for itself. Without `%z` the time is UTC; without a date it is refused.
struct TimeFormat: Hashable, Sendable {
    enum Element: Hashable, Sendable {
        case year, shortYear, month, monthName, day, dayName, hour, shortHour, half, minute, second, fraction, zone
        case blanks
        case literal(UInt8)
    }

    let pattern: String
    let elements: [Element]

    /// Directives that are others in short.
    private static let compounds: [Character: String] = ["F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y"]

    private static let directives: [Character: Element] = [
        "Y": .year, "y": .shortYear, "m": .month, "b": .monthName, "B": .monthName, "h": .monthName, "d": .day, "e": .day,
        "a": .dayName, "A": .dayName, "H": .hour, "I": .shortHour, "p": .half, "M": .minute, "S": .second, "f": .fraction, "z": .zone,
        "Z": .zone, "n": .blanks, "t": .blanks, "%": .literal(UInt8(ascii: "%")),
    ]

    /// Throws `Failure(.invalidInput)` for a directive that is not known, and for a format that gives no date.
    init(_ pattern: String) throws {
        self.pattern = pattern
        var elements: [Element] = []
        var rest = Substring(pattern)
        while let character = rest.popFirst() {
            guard character == "%" else {
                elements += character == " " || character == "\t" ? [.blanks] : character.utf8.map { .literal($0) }
                continue
            }
            let directive = rest.popFirst()
            if let expansion = directive.flatMap({ Self.compounds[$0] }) {
                rest = Substring(expansion) + rest
            } else if let element = directive.flatMap({ Self.directives[$0] }) {
                elements.append(element)
            } else {
                throw Self.unknown(directive, pattern)
            }
        }
        self.elements = elements
        guard elements.contains(.year) || elements.contains(.shortYear) else {
            throw Failure(
                .invalidInput, "`timestamp_format: '\(pattern)'` reads no year, so it gives no time",
                hint: "for example `timestamp_format: '%d.%m.%Y %H:%M'`")
        }
    }

    private static func unknown(_ directive: Character?, _ pattern: String) -> Failure {
        Failure(
            .invalidInput,
            directive.map { "`timestamp_format: '\(pattern)'`: unknown directive '%\($0)'" }
                ?? "`timestamp_format: '\(pattern)'` ends in '%'",
            hint: "known are " + (directives.keys.map { "%\($0)" } + compounds.keys.map { "%\($0)" }).sorted().joined(separator: " "))
    }
}
