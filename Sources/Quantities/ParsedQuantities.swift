/// `20GB`, `1.5 TB`, `512MiB`, `1000`: bytes. Units of 1000, those with an `i` of 1024; nil for anything else and what no Int holds.
public func parseBytes(_ text: String) -> Int? {
    let powers: [Character: Int] = ["k": 1, "m": 2, "g": 3, "t": 4]
    let digits = text.prefix(while: \.isDigitOrPoint)
    var unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()[...]
    guard let number = Double(digits) else { return nil }
    var power = 0
    if unit != "b", let first = unit.popFirst() {
        guard let known = powers[first], ["", "b", "ib"].contains(unit) else { return nil }
        power = known
    }
    let bytes = (0..<power).reduce(number) { value, _ in value * (unit == "ib" ? 1024 : 1000) }
    return bytes < 9e18 ? Int(bytes) : nil
}

/// `600`, `90s`, `10m`, `1h30m`, `1.5d`, `200ms`: seconds; nil for anything else.
public func parseDuration(_ text: String) -> Double? {
    let units: [Substring: Double] = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400]
    if !text.isEmpty, text.allSatisfy(\.isDigitOrPoint) { return Double(text) }
    var rest = Substring(text), total = 0.0
    while !rest.isEmpty {
        let digits = rest.prefix(while: \.isDigitOrPoint)
        rest = rest.dropFirst(digits.count)
        let unit = rest.prefix { !$0.isDigitOrPoint }
        rest = rest.dropFirst(unit.count)
        guard let number = Double(digits), let scale = units[unit] else { return nil }
        total += number * scale
    }
    return text.isEmpty || !total.isFinite ? nil : total
}

extension Character {
    fileprivate var isDigitOrPoint: Bool { isASCII && (isNumber || self == ".") }
}
