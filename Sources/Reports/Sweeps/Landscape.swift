import Charts
import Glibc

/// Values at scattered points, smoothed over the plane: at each grid point their mean with the weights exp(−d² / 2h²), where d is the distance
/// on the axes' scales and h = 0.08 of an axis. Source: Nadaraya 1964, doi:10.1137/1109020; Watson 1964.
struct Landscape {
    private static let bandwidth = 0.08
    private static let cells = 32

    private let points: [(x: Double, y: Double, value: Double)]
    private let x: Scale
    private let y: Scale

    init(_ places: [(x: Double, y: Double)], values: [Double], x: Axis, y: Axis) {
        let scale = { (axis: Axis, values: [Double]) in
            axis.range.map { Scale($0.lowerBound, $0.upperBound, isLog: axis.isLog) }
                ?? Scale(showing: values, isLog: axis.isLog, isNice: false)
        }
        let (xScale, yScale) = (scale(x, places.map(\.x)), scale(y, places.map(\.y)))
        (self.x, self.y) = (xScale, yScale)
        points = zip(places, values).compactMap { place, value in
            guard let x = xScale.fraction(place.x), let y = yScale.fraction(place.y), value.isFinite else { return nil }
            return (x, y, value)
        }
    }

    func field(_ title: String) -> Field {
        let steps = (0...Self.cells).map { Double($0) / Double(Self.cells) }
        let values = steps.map { y in steps.map { x in value(x, y) } }
        return Field(title, xs: steps.map(x.value), ys: steps.map(y.value), values: values)
    }

    private func value(_ x: Double, _ y: Double) -> Double {
        var sum = 0.0, weights = 0.0
        for point in points {
            let distance = (point.x - x) * (point.x - x) + (point.y - y) * (point.y - y)
            let weight = exp(-distance / (2 * Self.bandwidth * Self.bandwidth)) + 1e-12
            sum += weight * point.value
            weights += weight
        }
        return sum / weights
    }
}
