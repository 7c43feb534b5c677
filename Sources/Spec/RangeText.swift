import Parameters

extension ClosedRange<Int> {
    /// `in 1…4096`, `≥ 1`, `≤ 9`.
    var spoken: String {
        switch (lowerBound == .min, upperBound == .max) {
        case (true, true): "a whole number"
        case (false, true): lowerBound == 1 ? "> 0" : "≥ \(lowerBound)"
        case (true, false): "≤ \(upperBound)"
        case (false, false): "in \(lowerBound)…\(upperBound)"
        }
    }
}

extension DoubleRange {
    /// `in 0…1`, `> 0`, `≥ 0 and < 1`.
    var spoken: String {
        let low = lower == -.greatestFiniteMagnitude ? nil : "\(excludesLower ? ">" : "≥") \(short(lower))"
        let high = upper == .greatestFiniteMagnitude ? nil : "\(excludesUpper ? "<" : "≤") \(short(upper))"
        switch (low, high) {
        case (nil, nil): return "a finite number"
        case (let low?, nil): return low
        case (nil, let high?): return high
        case (let low?, let high?):
            return excludesLower || excludesUpper ? "\(low) and \(high)" : "in \(short(lower))…\(short(upper))"
        }
    }

    private func short(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? "\(value)"
    }
}
