import Charts
import Console
import Parameters
import Quantities
import Search
import Sweeps

/// A parameter of a sweep on an axis: numbers as they are, choices by position.
struct ParameterAxis {
    let name: String
    let axis: Axis
    private let positions: [String: Double]?

    /// Categories are the choices of the space, then other values in the order of their trials.
    init(_ name: String, title: String, space: SearchSpace?, trials: [SweepResults.TrialResult]) {
        self.name = name
        let distributions = space?.parameters.filter { $0.name == name }.map(\.distribution) ?? []
        let values = trials.compactMap { trial in trial.parameters.first { $0.name == name }?.value }
        let isNumber = distributions.allSatisfy { if case .number = $0 { true } else { false } }
        if isNumber, values.allSatisfy({ Double(parameterValue: $0) != nil }) {
            let isLog = distributions.contains { $0.numeric?.isLog == true }
            let numbers = distributions.compactMap(\.numeric), low = numbers.map(\.low).min(), high = numbers.map(\.high).max()
            // A little more than the bounds: trials often lie on them.
            let range = low.flatMap { low in high.flatMap { low < $0 ? Scale(low, $0, isLog: isLog) : nil } }
            axis = Axis(title, isLog: isLog, range: range.map { $0.value(-0.03)...$0.value(1.03) })
            positions = nil
        } else {
            var order: [String] = []
            for distribution in distributions {
                if case .choice(let choices, _) = distribution {
                    for choice in choices where !order.contains(choice.description) { order.append(choice.description) }
                }
            }
            for value in values where !order.contains(value.description) { order.append(value.description) }
            axis = Axis(title, categories: order)
            positions = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, Double($0.offset)) })
        }
    }

    /// Nil where the parameter was not active.
    func position(_ trial: SweepResults.TrialResult) -> Double? {
        guard let value = trial.parameters.first(where: { $0.name == name })?.value else { return nil }
        return positions.map { $0[value.description] } ?? Double(parameterValue: value)
    }
}

extension SweepReport {
    func axis(_ name: String) -> ParameterAxis {
        ParameterAxis(name, title: short[name] ?? name, space: results.space, trials: results.trials)
    }

    /// The best first; the order of the space where importance is not known.
    var byImportance: [String] {
        let known = importance.map(\.name)
        return known + names.filter { !known.contains($0) }
    }

    var importances: Markup {
        guard importance.count > 1 else {
            return .paragraph("How much each parameter mattered can be told once ten trials are finished.", class: "note")
        }
        let bars = Series(
            "importance", .rows, color: 0,
            points: importance.enumerated().map {
                .init(
                    0, Double($0.offset), end: $0.element.share,
                    hover: "\($0.element.name)\n\(fixed($0.element.share * 100, decimals: 1)) %")
            })
        let chart = Chart(
            "", x: Axis("share of the importance", range: 0...max(0.01, importance.map(\.share).max() ?? 1)),
            y: Axis("", categories: importance.map { short[$0.name] ?? $0.name }), series: [bars])
        let caption = "PED-ANOVA: how differently a parameter is spread among the best tenth of the trials than among all (\(metric))."
        return .figure(chart, caption: caption, height: 90 + Double(importance.count) * 30)
    }

    /// An axis for each parameter and the objective; the ten best trials and some of the others, the best above.
    var parallel: Markup {
        let pruned = valued.filter { $0.status != .finished }
        let finished = Array(ranking.prefix(10)) + thinned(Array(ranking.dropFirst(10)), to: 240)
        let shown = Array((finished + thinned(pruned, to: 150)).reversed())
        guard shown.count > 1, !names.isEmpty else { return Markup() }
        let place = Dictionary(ranking.enumerated().map { ($0.element.number, $0.offset) }) { first, _ in first }
        let lines = shown.map { trial in
            // The best dark, the worst light.
            let rank = place[trial.number].map { 1 - Double($0) / Double(max(1, ranking.count - 1)) } ?? 0.15
            return ParallelCoordinates.Line(tint: rank, isFaint: trial.status != .finished, hover: hover(trial))
        }
        var dimensions = byImportance.prefix(9).map { name -> ParallelCoordinates.Dimension in
            let axis = axis(name)
            return .init(axis.axis.title, axis: axis.axis, values: shown.map(axis.position))
        }
        dimensions.append(.init(metric, axis: Axis(metric, isNice: false), values: shown.map { $0.values.first }))
        let picture = ParallelCoordinates(dimensions, lines: lines).markup()
        let caption = "A line is a trial: dark the best, light the worst, faint those that were pruned. Point at one to see its parameters."
        return .figure(title: "", picture: picture, caption: caption)
    }

    /// The objective by each parameter.
    var slices: Markup {
        let trials = thinned(valued, to: 1000), last = Double(max(1, results.trials.last?.number ?? 1))
        let figures = byImportance.map { name -> Markup in
            let axis = axis(name)
            // Trials of one choice beside one another instead of upon.
            let spread = { (trial: Trial) in axis.axis.categories == nil ? 0 : Double(trial.number * 37 % 61) / 61 * 0.5 - 0.25 }
            let series = [(TrialResultKind.pruned, true), (.finished, false)].map { kind, isFaint in
                Series(
                    kind == .pruned ? "pruned or open" : "finished", .points, color: isFaint ? nil : 0, isFaint: isFaint, isInLegend: false,
                    points: trials.filter { ($0.status == .finished) == (kind == .finished) }.compactMap { trial in
                        axis.position(trial).map {
                            .init(
                                $0 + spread(trial), trial.values[0], hover: hover(trial),
                                tint: isFaint ? nil : Double(trial.number) / last)
                        }
                    })
            }
            return .figure(Chart(axis.axis.title, x: axis.axis, y: Axis(metric), series: series), height: 280, isWide: false)
        }
        guard !figures.isEmpty, !trials.isEmpty else { return Markup() }
        return .paragraph("Light: the first trials, dark: the last; grey: pruned, at the last value known.", class: "note")
            + .figures(figures)
    }

    private enum TrialResultKind { case pruned, finished }

    /// The objective over the two numbers that mattered most, smoothed between trials.
    var contour: Markup {
        // A parameter that few trials have makes an empty plane.
        let numeric = byImportance.map(axis).filter { axis in
            axis.axis.categories == nil && 2 * valued.count { axis.position($0) != nil } > valued.count
        }
        let trials = valued.filter { trial in numeric.prefix(2).allSatisfy { $0.position(trial) != nil } }
        guard numeric.count >= 2, trials.count >= 8 else { return Markup() }
        let (first, second) = (numeric[0], numeric[1])
        let dots = trials.map { trial in
            Series.Point(first.position(trial) ?? .nan, second.position(trial) ?? .nan, hover: hover(trial))
        }
        let field = Landscape(dots.map { ($0.x, $0.y) }, values: trials.map { $0.values[0] }, x: first.axis, y: second.axis).field(metric)
        let series = [Series("trials", .points, color: nil, isInLegend: false, points: thinnedPoints(dots, to: 1000))]
        let chart = Chart("", x: first.axis, y: second.axis, series: series, field: field)
        let caption = "\(metric) (dark: high) between the trials, as their mean weighted by nearness: a guide to the eye, not a model."
        return .figure(chart, caption: caption, height: 420)
    }

    private func thinnedPoints(_ points: [Series.Point], to limit: Int) -> [Series.Point] {
        points.count <= limit ? points : (0..<limit).map { points[$0 * points.count / limit] }
    }
}
