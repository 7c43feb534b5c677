extension DataProfile {
    /// Label and value, for a table.
    public var rows: [(label: String, value: String)] {
        var rows = [
            ("users", String(users)), ("items", String(items)), ("interactions", String(interactions)),
            ("density", fixed(density * 100, 3) + " %"), ("interactions per user", text(perUser)), ("interactions per item", text(perItem)),
            ("mean rating", explicitRatings == false ? "none: every interaction counts as 1" : fixed(ratingMean, 3)),
        ]
        if ratings.count > 1 {
            rows.append(("ratings", ratings.map { "\(label($0)): \($0.count)" }.joined(separator: ", ")))
        }
        rows += [
            ("share of the top 20 % of items", fixed(topFifthShare * 100, 1) + " %"),
            ("items with fewer than 5 interactions", fixed(rareItemShare * 100, 1) + " %"), ("Gini of items", fixed(itemGini, 3)),
            ("unknown times", String(unknownTimes)),
        ]
        if let firstTime, let lastTime { rows.append(("dates", dates(firstTime, lastTime))) }
        if givenTestInteractions > 0 { rows.append(("given test interactions", String(givenTestInteractions))) }
        return rows
    }

    /// Days; within two days, moments.
    private func dates(_ first: Double, _ last: Double) -> String {
        let times = [first, last].map { $0 * 1e6 }.filter { abs($0) < 0x1p62 }.map { Int64($0.rounded()) }
        guard times.count == 2 else { return "\(first) to \(last) seconds since 1970" }
        if last - first < 2 * 86_400 { return times.map(isoTime).joined(separator: " to ") + " UTC" }
        return times.map { isoDate(floorDivision($0, by: 1_000_000)) }.joined(separator: " to ")
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
