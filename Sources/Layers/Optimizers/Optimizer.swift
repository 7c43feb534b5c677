import CKernels
import Tensor

/// Moves a network's weights by their gradients and forgets the gradients of embedding rows. An epoch is `beginEpoch`, steps, `endEpoch`:
/// between epochs every row and moment is as if each step had updated all that it should.
///
/// Weight decay adds λ p to the gradient of p (L2, as PyTorch's `weight_decay`; decoupled for `adamw`); of embeddings only to rows that
/// the rule updates. Clipping comes before weight decay, as with PyTorch's `clip_grad_norm_`.
public final class Optimizer {
    /// t: steps taken.
    public var step: Int64 = 0
    /// η of the last step.
    public private(set) var learningRate: Double
    private var rule: any UpdateRule
    private let clip: Double?
    private let schedule: LearningRateSchedule
    private var epoch = (number: 1, steps: 1)
    private let dense: [(name: String, tensor: Tensor, moments: [Storage])]
    private let tables: [(name: String, table: EmbeddingTable, moments: [Storage])]

    public convenience init(
        _ options: OptimizerOptions, weightDecay: Double = 0, clip: Double? = nil, schedule: LearningRateSchedule = .constant,
        network: Network
    ) {
        self.init(
            options, weightDecay: weightDecay, clip: clip, schedule: schedule, parameters: network.parameters, tables: network.tables)
    }

    /// `clip` bounds the Euclidean norm of the whole gradient of a step.
    public init(
        _ options: OptimizerOptions, weightDecay: Double = 0, clip: Double? = nil, schedule: LearningRateSchedule = .constant,
        parameters: [(name: String, tensor: Tensor)], tables: [(name: String, table: EmbeddingTable)]
    ) {
        let rule = options.rule(weightDecay: weightDecay)
        self.rule = rule
        self.clip = clip
        self.schedule = schedule
        learningRate = rule.learningRate
        let moments = { (count: Int) in
            rule.moments.map { _ in
                let storage = Storage(count: count)
                storage.pointer.update(repeating: rule.initialMoment, count: count)
                return storage
            }
        }
        dense = parameters.map { ($0.name, $0.tensor, moments($0.tensor.count)) }
        self.tables = tables.map { ($0.name, $0.table, moments($0.table.rows * $0.table.columns)) }
        for entry in self.tables { entry.table.pending = rule.pending(entry.table, entry.moments) }
    }

    /// Before the first step of epoch 1, 2, … of at most `steps` steps. All epochs of a training have as many: schedules count in them.
    public func beginEpoch(_ number: Int, steps: Int) {
        epoch = (number, steps)
        rule.beginEpoch(steps: steps)
        for entry in tables { entry.table.pending?.reset() }
    }

    /// After the last step of an epoch: brings every row up to date.
    public func endEpoch() {
        for entry in tables { entry.table.prepareAll() }
    }

    /// False, with the weights left as they were, where the gradient's norm is not finite; it is known only with clipping. Without, the
    /// weights become non-finite, which the next loss or the end of the epoch shows.
    @discardableResult public func takeStep() -> Bool {
        // Rows with a gradient that no operation has read through `prepare`: before the step joins the history.
        for entry in tables { entry.table.pending?.catchUp(entry.table.rowGradient.pointee.touched, count: entry.table.touchedCount) }
        guard clipGradient() else { return false }
        step += 1
        learningRate = rule.learningRate * schedule.factor(step: step, epoch: epoch.number, stepsPerEpoch: epoch.steps)
        rule.begin(step: step, learningRate: learningRate)
        for entry in dense { rule.update(entry.tensor, entry.moments) }
        for entry in tables {
            rule.update(entry.table, entry.moments)
            entry.table.clearGradient()
        }
        return true
    }

    private func clipGradient() -> Bool {
        guard let clip else { return true }
        var squares = 0.0
        for entry in dense { squares += ck_squared_norm(entry.tensor.count, entry.tensor.gradient) }
        for entry in tables {
            let gradients = entry.table.touchedGradients
            if let start = gradients.baseAddress { squares += ck_squared_norm(gradients.count, start) }
        }
        let norm = squares.squareRoot()
        guard norm.isFinite else { return false }
        guard norm > clip else { return true }
        let factor = Float(clip / norm)
        for entry in dense { ck_scale(entry.tensor.count, factor, entry.tensor.gradient) }
        for entry in tables {
            let gradients = entry.table.touchedGradients
            if let start = gradients.baseAddress { ck_scale(gradients.count, factor, start) }
        }
        return true
    }

    /// Every moment under `<parameter>.<moment>`, flat.
    public var moments: [(name: String, storage: Storage)] {
        (dense.map { ($0.name, $0.moments) } + tables.map { ($0.name, $0.moments) }).flatMap { name, storages in
            zip(rule.moments, storages).map { ("\(name).\($0)", $1) }
        }
    }
}
