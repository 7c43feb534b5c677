/// A number with exactly `decimals` digits after the point, rounded half away from zero; NaN and infinities as `nan`, `inf`, `-inf`.
public func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let units = Int(scaled), whole = units / Int(scale)
    let sign = value < 0 && units > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    let fraction = String(units % Int(scale))
    return sign + String(whole) + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
}

/// A measured value with four significant digits: `0.3512`, `12.35`, `1235`, `1.235e-05`, `0`, `nan`.
public func formatMetric(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    let magnitude = abs(value)
    switch magnitude {
    case 0: return "0"
    case ..<0.00095, 999_999.5...: return scientific(value)
    case ..<0.0099995: return fixed(value, decimals: 6)
    case ..<0.099995: return fixed(value, decimals: 5)
    case ..<9.9995: return fixed(value, decimals: magnitude < 0.99995 ? 4 : 3)
    case ..<99.995: return fixed(value, decimals: 2)
    case ..<999.95: return fixed(value, decimals: 1)
    default: return fixed(value, decimals: 0)
    }
}

private func scientific(_ value: Double) -> String {
    var mantissa = abs(value), exponent = 0
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1, mantissa > 0 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    if (mantissa * 1000).rounded() >= 10_000 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    let digits = String(abs(exponent))
    let sign = value < 0 ? "-" : ""
    return "\(sign)\(fixed(mantissa, decimals: 3))e\(exponent < 0 ? "-" : "+")\(digits.count < 2 ? "0" : "")\(digits)"
}

/// A time for people: `85 µs`, `43 ms`, `1.2 s`, `12.3 s`, `2 m 05 s`, `1 h 02 m`, `3 d 04 h`.
public func formatDuration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "–" }
    let value = max(0, seconds)
    if value == 0 { return "0 ms" }
    if value < 0.0009995 { return "\(Int((value * 1e6).rounded())) µs" }
    if value < 0.9995 { return "\(Int((value * 1e3).rounded())) ms" }
    if value < 59.95 { return fixed(value, decimals: 1) + " s" }
    let whole = Int(min(value, 1e15).rounded())
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    if whole < 3600 { return "\(whole / 60) m \(two(whole % 60)) s" }
    if whole < 86_400 { return "\(whole / 3600) h \(two(whole / 60 % 60)) m" }
    return "\(whole / 86_400) d \(two(whole / 3600 % 24)) h"
}

/// A size in powers of 1000: `312 B`, `1.2 kB`, `24.6 MB`, `1.2 GB`.
public func formatBytes(_ bytes: Int) -> String {
    scaled(Double(bytes), units: ["B", "kB", "MB", "GB", "TB", "PB", "EB"], separator: " ")
}

/// A count with its thousands apart: `1,000,209`.
public func formatCount(_ count: Int) -> String {
    let digits = Array(String(count.magnitude))
    var text = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text += "," }
        text.append(digit)
    }
    return text
}

/// A speed: `86/s`, `412k/s`, `1.2M/s`.
public func formatRate(_ perSecond: Double) -> String {
    guard perSecond.isFinite else { return "–" }
    if perSecond < 10 { return fixed(perSecond, decimals: 1) + "/s" }
    return scaled(perSecond, units: ["", "k", "M", "G", "T"], separator: "") + "/s"
}

/// One decimal below 100 units (none for plain units), no decimals above.
private func scaled(_ value: Double, units: [String], separator: String) -> String {
    var value = value, index = 0
    while abs(value) >= 999.5, index + 1 < units.count { (value, index) = (value / 1000, index + 1) }
    return fixed(value, decimals: index == 0 || abs(value) >= 99.95 ? 0 : 1) + separator + units[index]
}
