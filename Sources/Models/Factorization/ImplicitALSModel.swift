import Datasets
import Diagnostics
import Layers

/// `ials` while it learns.
final class ImplicitALSModel: TrainableModel {
    private let options: ImplicitALSParameters
    private let userCount: Int, itemCount: Int
    private let pairCount: Int
    private let solver: AlternatingLeastSquares
    /// Rows between two looks at the clock.
    private static let chunk = 128

    init(options: ImplicitALSParameters, data: TrainingData, seed: UInt64) throws {
        try data.check(for: ImplicitALS.id)
        (self.options, userCount, itemCount) = (options, data.userCount, data.itemCount)
        let history = data.history
        pairCount = history.items.count
        solver = AlternatingLeastSquares(
            userItems: AdjacencyLists(offsets: history.offsets, indices: history.items), itemUsers: history.transposed(itemCount),
            factors: options.factors, deviation: options.initStd / Double(options.factors).squareRoot(),
            unobservedWeight: options.unobservedWeight, regularization: options.regularization,
            frequencyExponent: options.frequencyExponent,
            solver: options.solver == .cholesky ? .cholesky : .conjugateGradient(steps: options.steps ?? ImplicitALS.defaultSteps),
            seed: seed)
    }

    func trainEpoch(_ epoch: Int, report: (EpochProgress) throws -> Void) throws -> EpochReport {
        let watch = Stopwatch()
        let total = userCount + itemCount
        _ = try solve(solver.users, against: solver.items, epoch, done: 0, of: total, watch, report)
        let sum = try solve(solver.items, against: solver.users, epoch, done: userCount, of: total, watch, report)
        let loss = sum / Double(pairCount)
        try report(progress(epoch, rows: total, of: total, watch, loss: loss))
        return EpochReport(loss: loss, samples: pairCount, seconds: watch.seconds)
    }

    private func solve(
        _ side: Side, against other: Side, _ epoch: Int, done: Int, of total: Int, _ watch: Stopwatch,
        _ report: (EpochProgress) throws -> Void
    ) throws -> Double {
        var sum = 0.0, lastReport = watch.seconds
        solver.begin(solvingAgainst: other)
        for start in stride(from: 0, to: side.table.rows, by: Self.chunk) {
            let rows = start..<min(start + Self.chunk, side.table.rows)
            guard let share = solver.solve(rows, of: side, against: other), share.isFinite else {
                throw divergence(epoch, done == 0 ? "user" : "item", rows)
            }
            sum += share
            guard watch.seconds - lastReport >= 0.02 else { continue }
            lastReport = watch.seconds
            // The loss is known when the epoch is over.
            try report(progress(epoch, rows: done + rows.upperBound, of: total, watch, loss: 0))
        }
        return sum
    }

    private func progress(_ epoch: Int, rows: Int, of total: Int, _ watch: Stopwatch, loss: Double) -> EpochProgress {
        let share = Double(rows) / Double(total)
        return EpochProgress(
            epoch: epoch, batch: rows, batchCount: total, loss: loss,
            samplesPerSecond: share * Double(pairCount) / max(watch.seconds, 1e-9))
    }

    private func divergence(_ epoch: Int, _ side: String, _ rows: Range<Int>) -> Failure {
        Failure(
            .stageFailed,
            "training of 'ials' failed in epoch \(epoch): the least squares of a \(side) in \(rows.lowerBound)..<\(rows.upperBound) have no "
                + "finite solution",
            hint: "raise regularization")
    }

    private var tables: [(name: String, table: FactorTable)] {
        [("user_factors", solver.users.table), ("item_factors", solver.items.table)]
    }

    func weights() -> [NamedTensor] { tables.map { NamedTensor($0.name, $0.table.array, shape: [$0.table.rows, $0.table.factors]) } }

    /// The factors say everything.
    func state() -> [NamedTensor] { weights() }

    func restore(_ state: [NamedTensor]) throws {
        let reader = TensorReader(state, model: ImplicitALS.id)
        let values = try tables.map { try reader.floats($0.name, shape: [$0.table.rows, $0.table.factors]) }
        for (entry, values) in zip(tables, values) { entry.table.assign(values) }
    }

    func makeScorer() throws -> any Scorer {
        try ImplicitALS.makeScorer(
            weights: weights(), parameters: options.parameterValue, userCount: userCount, itemCount: itemCount)
    }
}
