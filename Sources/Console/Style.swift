/// How a piece of text looks where colours are enabled.
public enum Style: Hashable, Sendable {
    case plain, bold, dim, red, green, yellow, blue, cyan
    /// The best value of a column.
    case best
    case magenta

    var code: String? {
        switch self {
        case .plain: nil
        case .bold: "1"
        case .dim: "2"
        case .red: "31"
        case .green: "32"
        case .yellow: "33"
        case .blue: "34"
        case .magenta: "35"
        case .cyan: "36"
        case .best: "1;32"
        }
    }

    /// The text in this style, or as it is where colours are off.
    public func paint(_ text: String, color: Bool) -> String {
        guard color, let code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
