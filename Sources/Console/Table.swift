import JSON
import Quantities

/// Rows under titles: for people as aligned text, for programs as CSV, JSON or Markdown, all from the same cells.
public struct Table: Hashable, Sendable {
    public enum Alignment: Hashable, Sendable { case left, right }

    public struct Column: Hashable, Sendable {
        /// What people read.
        public var title: String
        /// What CSV and JSON call it.
        public var key: String
        public var alignment: Alignment
        /// Whether long texts may be cut with "…" where the terminal is narrow.
        public var mayShrink: Bool
        /// Whether long texts go on in further lines instead.
        public var wraps: Bool

        public init(_ title: String, key: String? = nil, alignment: Alignment = .left, mayShrink: Bool? = nil, wraps: Bool = false) {
            self.title = title
            self.key = key ?? title
            self.alignment = alignment
            self.mayShrink = mayShrink ?? (alignment == .left)
            self.wraps = wraps
        }

        /// A column of numbers.
        public static func number(_ title: String, key: String? = nil) -> Column { Column(title, key: key, alignment: .right) }
    }

    public struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
        /// What programs read.
        public var value: JSONValue
        /// What people read.
        public var text: String
        public var style: Style

        public init(_ value: JSONValue, text: String, style: Style = .plain) {
            self.value = value
            self.text = text
            self.style = style
        }

        public init(stringLiteral value: String) { self.init(.string(value), text: value) }

        public static func text(_ text: String, style: Style = .plain) -> Cell { Cell(.string(text), text: text, style: style) }
        /// A measured value, shown with four significant digits and written in full.
        public static func metric(_ value: Double?) -> Cell {
            value.map { Cell(.double($0), text: formatMetric($0)) } ?? .empty
        }
        public static func count(_ value: Int) -> Cell { Cell(.int(value), text: formatCount(value)) }
        public static func integer(_ value: Int) -> Cell { Cell(.int(value), text: String(value)) }
        public static func seconds(_ value: Double?) -> Cell {
            value.map { Cell(.double($0), text: formatDuration($0)) } ?? .empty
        }
        public static func bytes(_ value: Int) -> Cell { Cell(.int(value), text: formatBytes(value)) }
        /// Nothing known: blank for people, null for programs.
        public static let empty = Cell(.null, text: "")

        public func styled(_ style: Style) -> Cell { Cell(value, text: text, style: style) }
    }

    public var columns: [Column]
    /// Missing cells of a row are empty; surplus ones are ignored.
    public private(set) var rows: [[Cell]] = []

    public init(_ columns: [Column]) { self.columns = columns }

    public mutating func append(_ row: [Cell]) {
        rows.append(columns.indices.map { $0 < row.count ? row[$0] : .empty })
    }

    /// Marks the best number of a column (all of them, in a tie). NaN is never best; one row alone is not marked.
    public mutating func highlightBest(inColumn column: Int, largest: Bool) {
        guard columns.indices.contains(column), rows.count > 1 else { return }
        let values = rows.map { $0[column].value.number }
        let known = values.compactMap { $0 }
        guard known.count > 1, let best = largest ? known.max() : known.min() else { return }
        for row in rows.indices where values[row] == best { rows[row][column].style = .best }
    }
}

extension JSONValue {
    /// The number, unless it is NaN or no number.
    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value.isNaN ? nil : value
        default: nil
        }
    }
}
