/// What a model of the losses may learn from: a loss for every trial that has ended, and the points of those that have not.
struct Observations {
    private(set) var points: [Assignment] = []
    /// Smaller is better; one for each point. Not NaN, may be infinite.
    private(set) var losses: [Double] = []
    /// For each point the amounts by which constraints are violated (negative: by how much they hold); empty where nothing is known.
    private(set) var violations: [[Double]] = []
    private(set) var running: [Assignment] = []

    /// Complete trials by value; pruned ones by their last report; failed ones (also those with NaN) as bad as the worst, since what makes
    /// trials fail is usually where they are. Several objectives become one by `weights` (augmented Chebyshev sum of losses scaled to 0…1).
    /// Source: Knowles 2006, "ParEGO", doi:10.1109/TEVC.2005.851274.
    init(_ history: History, in space: SearchSpace, before number: Int, weights: [Double] = [1]) {
        var failed: [Assignment] = []
        var rows: [[Double]] = []
        for trial in history.trials {
            if trial.number >= number { break }
            guard trial.assignment.codes.count == space.parameters.count else { continue }
            switch history.state(of: trial) {
            case .running: running.append(trial.assignment)
            case .failed: failed.append(trial.assignment)
            case .complete: add(trial, history.losses(of: trial), &rows)
            case .pruned:
                guard history.directions.count == 1, let last = trial.reports.last(where: { !$0.value.isNaN }) else { continue }
                add(trial, [history.directions[0].loss(last.value)], &rows)
            }
        }
        losses = weights.count == 1 ? rows.map { $0[0] } : Observations.scalarized(rows, weights)
        guard let worst = losses.filter(\.isFinite).max() else { return }
        points += failed
        losses += failed.map { _ in worst }
        violations += failed.map { _ in [] }
    }

    private mutating func add(_ trial: Trial, _ row: [Double], _ rows: inout [[Double]]) {
        points.append(trial.assignment)
        rows.append(row)
        violations.append(trial.violations)
    }

    private static func scalarized(_ rows: [[Double]], _ weights: [Double]) -> [Double] {
        guard let first = rows.first else { return [] }
        let ranges = first.indices.map { objective -> (low: Double, high: Double) in
            let finite = rows.map { $0[objective] }.filter(\.isFinite)
            return (finite.min() ?? 0, finite.max() ?? 0)
        }
        return rows.map { row in
            let scaled = row.indices.map { objective -> Double in
                let (low, high) = ranges[objective]
                return weights[objective] * (min(max(row[objective], low), high) - low) / max(high - low, 1e-300)
            }
            return (scaled.max() ?? 0) + 0.05 * scaled.reduce(0, +)
        }
    }

    /// Whether each point is known to violate nothing.
    var isFeasible: [Bool] { violations.map { $0.allSatisfy { $0 <= 0 } } }
}
