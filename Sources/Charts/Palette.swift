/// The colours of series, the same in pictures and pages, as names of CSS variables with a value on light and on dark ground. Eight hues
/// that differ in lightness too, so that they can be told apart with any of the common colour-vision deficiencies; beyond eight, lines
/// are dashed.
public enum Palette {
    public static let light = ["#1f6feb", "#c2570c", "#15803d", "#a21caf", "#0e7490", "#b91c1c", "#854d0e", "#6d28d9"]
    public static let dark = ["#6cb0ff", "#ff9d57", "#4cc38a", "#e58fef", "#4fc3dc", "#ff8a85", "#e0b341", "#b79cff"]
    /// From little to much, for `Series.Point.tint` and `Field`.
    public static let sequence = ["#fde725", "#7ad151", "#22a884", "#2a788e", "#414487", "#440154"]

    public static func variable(_ slot: Int?) -> String { slot.map { "var(--series-\($0 % light.count))" } ?? "var(--series-none)" }

    /// Between the colours of `sequence`.
    public static func tint(_ fraction: Double) -> String {
        let position = min(1, max(0, fraction.isNaN ? 0 : fraction)) * Double(sequence.count - 1)
        let index = min(sequence.count - 2, Int(position)), part = position - Double(index)
        let mixed = zip(channels(sequence[index]), channels(sequence[index + 1])).map {
            Int((Double($0) + part * Double($1 - $0)).rounded())
        }
        return "#" + mixed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func channels(_ color: String) -> [Int] {
        let digits = Array(color.dropFirst())
        return stride(from: 0, to: 6, by: 2).map { Int(String(digits[$0..<($0 + 2)]), radix: 16) ?? 0 }
    }

    /// `--series-0: …;` and the neutral one, on light or dark ground.
    public static func declarations(isDark: Bool) -> String {
        (isDark ? dark : light).enumerated().map { "--series-\($0.offset): \($0.element);" }.joined(separator: " ")
            + (isDark ? " --series-none: #8b949e;" : " --series-none: #6e7781;")
    }
}
