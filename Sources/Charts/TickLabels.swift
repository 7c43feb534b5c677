import Glibc
import Quantities

/// Texts for the ticks of one axis, all with as many decimals as their distance needs.
public enum TickLabels {
    public static func texts(_ ticks: [Double], isLog: Bool = false) -> [String] {
        if isLog { return ticks.map(single) }
        let distances = zip(ticks.dropFirst(), ticks).map { abs($0 - $1) }.filter { $0 > 0 }
        guard let step = distances.min() else { return ticks.map(formatMetric) }
        let largest = ticks.map { abs($0) }.max() ?? 0
        guard step >= 1e-5, largest < 1e6 else { return ticks.map(scientific) }
        let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
        return ticks.map { tick in
            decimals == 0 && largest >= 10_000 ? formatCount(Int(tick.rounded())) : fixed(tick, decimals: decimals)
        }
    }

    /// On a logarithmic axis each tick needs decimals of its own.
    private static func single(_ value: Double) -> String {
        guard value >= 0.001, value < 1e5 else { return scientific(value) }
        if value >= 1 { return value == value.rounded() ? String(Int(value)) : formatMetric(value) }
        let decimals = max(0, Int((-log10(value)).rounded(.up)))
        let text = fixed(value, decimals: decimals)
        return Double(text) == value ? text : formatMetric(value)
    }

    /// `2e-5`, `1.5e6`: as short as the value allows.
    private static func scientific(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
        var exponent = Int(log10(abs(value)).rounded(.down))
        var mantissa = value / pow(10, Double(exponent))
        if abs(mantissa) >= 9.9995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        for decimals in 0...3 {
            let text = fixed(mantissa, decimals: decimals)
            if decimals == 3 || abs((Double(text) ?? 0) - mantissa) < 1e-9 { return "\(text)e\(exponent)" }
        }
        return "\(value)"
    }
}
