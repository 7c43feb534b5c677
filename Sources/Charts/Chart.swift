/// What is to be seen, apart from how it is drawn: `TerminalChart` draws it with braille, `SVGChart` as a picture, `PlotlyChart` for a page
/// that can be explored.
public struct Chart: Hashable, Sendable {
    public var title: String
    public var x: Axis
    public var y: Axis
    public var series: [Series]
    /// Values over the plane, below the series.
    public var field: Field?

    public init(_ title: String, x: Axis, y: Axis, series: [Series], field: Field? = nil) {
        (self.title, self.x, self.y, self.series, self.field) = (title, x, y, series, field)
    }
}

public struct Axis: Hashable, Sendable {
    public var title: String
    public var isLog: Bool
    /// Names at 0, 1, 2…; along y from the top.
    public var categories: [String]?
    /// The range shown; nil for what the data needs.
    public var range: ClosedRange<Double>?
    /// Whether the ends are widened to round values.
    public var isNice: Bool

    public init(
        _ title: String, isLog: Bool = false, categories: [String]? = nil, range: ClosedRange<Double>? = nil, isNice: Bool = true
    ) {
        (self.title, self.isLog, self.categories, self.range, self.isNice) = (title, isLog, categories, range, isNice)
    }

    /// The scale for these values; a category takes one unit, half of it on each side.
    func scale(showing values: [Double], count: Double) -> Scale {
        if let categories { return Scale(-0.5, Double(max(1, categories.count)) - 0.5) }
        if let range { return Scale(range.lowerBound, range.upperBound, isLog: isLog) }
        return Scale(showing: values, isLog: isLog, isNice: isNice, count: count)
    }
}

/// Data that belong together.
public struct Series: Hashable, Sendable {
    public enum Mark: Hashable, Sendable {
        case line
        /// A line that keeps its value until the next point.
        case steps
        case points
        /// Bars that stand on 0, from `x` to `end`.
        case columns
        /// Bars that lie at `y`, from `x` to `end`.
        case rows
    }

    public struct Point: Hashable, Sendable {
        public var x: Double
        public var y: Double
        /// Where a bar ends.
        public var end: Double?
        /// An interval around the value: along x where y has categories, else along y.
        public var interval: ClosedRange<Double>?
        /// What a reader sees who points at it; lines apart by "\n".
        public var hover: String
        /// 0…1, for a colour that tells a quantity.
        public var tint: Double?

        public init(
            _ x: Double, _ y: Double, end: Double? = nil, interval: ClosedRange<Double>? = nil, hover: String = "", tint: Double? = nil
        ) {
            (self.x, self.y, self.end, self.interval, self.hover, self.tint) = (x, y, end, interval, hover, tint)
        }
    }

    public var name: String
    public var mark: Mark
    /// Position in the palette; nil for neutral grey.
    public var color: Int?
    /// In the background: thin and pale.
    public var isFaint: Bool
    public var isInLegend: Bool
    /// Of a bar, as a part of a category.
    public var thickness: Double
    public var points: [Point]

    public init(
        _ name: String, _ mark: Mark = .line, color: Int? = 0, isFaint: Bool = false, isInLegend: Bool = true, thickness: Double = 0.7,
        points: [Point]
    ) {
        (self.name, self.mark, self.color, self.isFaint) = (name, mark, color, isFaint)
        (self.isInLegend, self.thickness, self.points) = (isInLegend, thickness, points)
    }
}

/// Values on a grid, shown as shades.
public struct Field: Hashable, Sendable {
    /// What the shades tell.
    public var title: String
    public var xs: [Double]
    public var ys: [Double]
    /// One row for each of `ys`, one value for each of `xs`.
    public var values: [[Double]]

    public init(_ title: String, xs: [Double], ys: [Double], values: [[Double]]) {
        (self.title, self.xs, self.ys, self.values) = (title, xs, ys, values)
    }
}

extension Chart {
    /// The scales that all series need.
    func scales(xTicks: Double = 6, yTicks: Double = 6) -> (x: Scale, y: Scale) {
        let points = series.flatMap(\.points), alongX = y.categories != nil
        let intervals = points.compactMap(\.interval).flatMap { [$0.lowerBound, $0.upperBound] }
        let bases: [Double] = series.contains { $0.mark == .columns } ? [0] : []
        let xs = points.map(\.x) + points.compactMap(\.end) + (alongX ? intervals : []) + (field?.xs ?? [])
        let ys = points.map(\.y) + (alongX ? [] : intervals) + bases + (field?.ys ?? [])
        return (x.scale(showing: xs, count: xTicks), y.scale(showing: ys, count: yTicks))
    }
}
