import Charts
import Quantities
import RunDatabase
import Search

extension SweepReport {
    /// Each trial's value, and the best so far.
    var history: Markup {
        guard let objective, !valued.isEmpty else { return Markup() }
        let feasible = valued.filter { $0.status == .finished && ($0.violation ?? 0) <= 0 }, finished = thinned(feasible, to: 2000)
        let refused = thinned(valued.filter { $0.status == .finished && ($0.violation ?? 0) > 0 }, to: 1000)
        let others = thinned(valued.filter { $0.status != .finished }, to: 1000)
        let dots = { (trials: [Trial]) in trials.map { Series.Point(Double($0.number), $0.values[0], hover: self.hover($0)) } }
        var series: [Series] = []
        if !others.isEmpty { series.append(Series("pruned or open: the last value known", .points, color: nil, points: dots(others))) }
        if !refused.isEmpty { series.append(Series("finished, violates constraints", .points, color: 1, points: dots(refused))) }
        series.append(Series("finished", .points, color: 0, points: dots(finished)))
        var best: Double?, line: [Series.Point] = []
        for trial in feasible {
            let value = trial.values[0]
            guard best.map({ objective.direction.loss(value) < objective.direction.loss($0) }) ?? true else { continue }
            best = value
            if let best { line.append(.init(Double(trial.number), best, hover: "best until trial \(trial.number): \(formatMetric(best))")) }
        }
        if let last = results.trials.last?.number, let best { line.append(.init(Double(last), best, hover: "best \(formatMetric(best))")) }
        series.append(Series("best so far", .steps, color: 2, points: line))
        let chart = Chart("", x: Axis("trial", isNice: false), y: Axis(objective.metric), series: series)
        let shown = finished.count + refused.count + others.count
        let note = shown < valued.count ? "\(formatCount(shown)) of \(formatCount(valued.count)) trials are drawn." : ""
        return .figure(chart, caption: note, height: 360)
    }

    /// Curves of the best trials in colour over those of all others.
    var curves: Markup {
        guard !steps.isEmpty else { return Markup() }
        var points: [Int: [TrialStep]] = [:]
        for step in steps { points[step.number, default: []].append(step) }
        let best = ranking.prefix(5).map(\.number), trials = thinned(results.trials.filter { points[$0.number] != nil }, to: 500)
        let faint = trials.filter { !best.contains($0.number) }.map { trial in
            Series(
                "trial \(trial.number)", color: nil, isFaint: true, isInLegend: false,
                points: (points[trial.number] ?? []).map { .init(Double($0.step), $0.value, hover: "epoch \($0.step)\n" + hover(trial)) })
        }
        let bright = ranking.prefix(5).enumerated().map { index, trial in
            Series(
                "trial \(trial.number)", color: index,
                points: (points[trial.number] ?? []).map {
                    .init(Double($0.step), $0.value, hover: "epoch \($0.step): \(formatMetric($0.value))\n" + hover(trial))
                })
        }
        // A trial that was stopped after its first epoch is a point.
        let short = trials.filter { !best.contains($0.number) && points[$0.number]?.count == 1 }
        let stopped = Series(
            "stopped after one epoch", .points, color: nil, isFaint: true, isInLegend: false,
            points: short.compactMap { trial in
                points[trial.number]?.first.map { .init(Double($0.step), $0.value, hover: hover(trial)) }
            })
        let chart = Chart("", x: Axis("epoch", isNice: false), y: Axis(metric), series: faint + [stopped] + bright)
        let count =
            points.count > trials.count ? " Grey: \(trials.count) of \(points.count) trials." : " Grey: the others, pruned ones among them."
        return .figure(chart, caption: "In colour: the best finished trials." + count, height: 380)
    }

    /// With several objectives: finished trials, and those that no other is better than.
    var front: Markup {
        guard results.objectives.count > 1 else { return Markup() }
        let front = results.paretoFront, members = Set(front.map(\.number))
        var figures: [Markup] = []
        for second in 1..<results.objectives.count {
            let dots = { (trials: [Trial]) in
                trials.filter { $0.values.indices.contains(second) }.map {
                    Series.Point($0.values[0], $0.values[second], hover: self.hover($0))
                }
            }
            let order = front.sorted { ($0.values[0], $0.number) < ($1.values[0], $1.number) }
            var series = [Series("finished", .points, color: nil, points: dots(ranking.filter { !members.contains($0.number) }))]
            // With more than two objectives the front is no line in a plane.
            if results.objectives.count == 2 {
                series.append(Series("front", .line, color: 0, isInLegend: false, points: dots(order)))
            }
            series.append(Series("on the front", .points, color: 0, points: dots(order)))
            let chart = Chart("", x: Axis(metric), y: Axis(results.objectives[second].metric), series: series)
            figures.append(.figure(chart, height: 380, isWide: results.objectives.count == 2))
        }
        return .figures(figures) + .table(table(front), caption: "No other trial is better in every objective.")
    }

    /// Trials beside one another as they ran: a row for each of those that ran at a time.
    var timeline: Markup {
        let trials = thinned(results.trials, to: 1000)
        guard let start = trials.map(\.started).min() else { return Markup() }
        let end = trials.compactMap(\.finished).max() ?? start
        let longest = end.seconds(since: start)
        let unit: (name: String, seconds: Double) = longest >= 7200 ? ("hours", 3600) : longest >= 180 ? ("minutes", 60) : ("seconds", 1)
        var lanes: [Timestamp] = [], parts: [TrialStatus: [Series.Point]] = [:]
        for trial in trials.sorted(by: { ($0.started, $0.number) < ($1.started, $1.number) }) {
            let until = trial.finished ?? end
            let lane = lanes.firstIndex { $0 <= trial.started } ?? lanes.count
            if lane < lanes.count { lanes[lane] = until } else { lanes.append(until) }
            let from = trial.started.seconds(since: start)
            parts[trial.status, default: []].append(
                .init(
                    from / unit.seconds, Double(lane), end: max(from, until.seconds(since: start)) / unit.seconds,
                    hover: hover(trial) + (trial.seconds.map { "\nwork \(formatDuration($0))" } ?? "")))
        }
        let looks: [(TrialStatus, String, Int?)] = [
            (.finished, "finished", 0), (.pruned, "pruned", nil), (.failed, "failed", 5), (.running, "open", 1),
        ]
        let series = looks.compactMap { status, name, color in
            parts[status].map { Series(name, .rows, color: color, thickness: 0.8, points: $0) }
        }
        let chart = Chart(
            "", x: Axis("\(unit.name) since the sweep began", isNice: false),
            y: Axis("", categories: lanes.indices.map { "slot \($0 + 1)" }), series: series)
        let caption = "From proposal to end; a trial that was pruned and taken up again counts from its first start."
        return .figure(chart, caption: caption, height: 110 + Double(min(lanes.count, 40)) * 24)
    }
}
