extension DataProfile {
    /// Label and value, for a table.
    public var rows: [(label: String, value: String)] {
        var rows = [
            ("users", String(users)), ("items", String(items)), ("interactions", String(interactions)),
            ("density", fixed(density * 100, 3) + " %"), ("interactions per user", text(perUser)), ("interactions per item", text(perItem)),
            ("mean rating", fixed(ratingMean, 3)),
        ]
        if ratings.count > 1 {
            rows.append(("ratings", ratings.map { "\(label($0)): \($0.count)" }.joined(separator: ", ")))
        }
        rows += [
            ("share of the top 20 % of items", fixed(topFifthShare * 100, 1) + " %"),
            ("items with fewer than 5 interactions", fixed(rareItemShare * 100, 1) + " %"), ("Gini of items", fixed(itemGini, 3)),
            ("unknown times", String(unknownTimes)),
        ]
        if let firstTime, let lastTime { rows.append(("dates", "\(isoDate(firstTime)) to \(isoDate(lastTime))")) }
        if givenTestInteractions > 0 { rows.append(("given test interactions", String(givenTestInteractions))) }
        return rows
    }

    private func text(_ spread: Spread) -> String {
        "mean \(fixed(spread.mean, 1)), median \(spread.median), \(spread.minimum)–\(spread.maximum)"
    }

    private func label(_ bin: RatingBin) -> String {
        bin.from == bin.to ? plain(bin.from) : "\(plain(bin.from))–\(plain(bin.to))"
    }

    private func plain(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : fixed(value, 2)
    }
}

/// A number with so many decimals, for people; very large ones in scientific form.
private func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return String(value) }
    let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
    let units = Int((abs(value) * Double(scale)).rounded())
    let fraction = String(units % scale + scale).dropFirst()
    return (value < 0 && units > 0 ? "-" : "") + String(units / scale) + (decimals > 0 ? "." + fraction : "")
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
    let two = { (value: Int64) in value < 10 ? "0\(value)" : String(value) }
    return "\(year)-\(two(month))-\(two(day))"
}
